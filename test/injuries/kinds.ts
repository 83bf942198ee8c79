import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cliCommand, startCli } from '../support/cli.ts';
import type { Random } from '../independent/random.ts';
import type { Figures, World } from './world.ts';

export const KINDS = [
  'flip',
  'cut',
  'zero',
  'delete',
  'older part',
  'foreign part',
  'killed',
  'disk full',
  'key',
  'part deleted',
  'log torn',
  'up killed',
  'two at once',
  'clock ahead',
  'clock behind',
] as const;
export type Kind = (typeof KINDS)[number];

/** What was done, and the figures of which one is right afterwards: the first once all is read. */
export interface Injury {
  readonly what: string;
  readonly figures: readonly Figures[];
}

/** Injures the data folder of a project. @returns undefined where this machine can't do it, which is said. */
export async function injure(
  kind: Kind,
  folder: string,
  world: World,
  random: Random,
): Promise<Injury | undefined> {
  const data = join(folder, '.goalstream');
  const figures = [world.now];
  switch (kind) {
    case 'flip':
    case 'cut':
    case 'zero':
    case 'delete':
      return { what: await damage(kind, data, random), figures };
    case 'key':
      return {
        what: await damageFile(
          random.pick(['cut', 'delete', 'zero']),
          data,
          'customer.key',
          random,
        ),
        figures,
      };
    case 'part deleted':
      return { what: await deletePart(data, random), figures };
    case 'older part':
    case 'foreign part': {
      const part = random.pick(['store', 'snapshots', 'log.db']);
      const from = world.dataOf(kind === 'older part' ? 'older' : 'other');
      return { what: await replace(data, from, part), figures };
    }
    case 'killed':
    case 'up killed': {
      await world.addRows(folder);
      const what = await killed(kind === 'killed' ? 'sync' : 'up', folder, random);
      return { what, figures: [world.later, world.now, ...world.between] };
    }
    case 'log torn': {
      await world.addRows(folder);
      const what = await killed('sync', folder, random);
      const torn = await tear(data, random);
      return { what: `${what}, ${torn}`, figures: [world.later, world.now, ...world.between] };
    }
    case 'two at once': {
      await world.addRows(folder);
      const both = [startCli(['sync'], folder), startCli(['sync'], folder)];
      await Promise.all(both.map((child) => new Promise((done) => child.once('close', done))));
      return { what: 'two syncs at once', figures: [world.later] };
    }
    case 'clock ahead':
    case 'clock behind':
      return moveClock(kind, folder, world, random);
    case 'disk full': {
      await world.addRows(folder);
      const what = await onFullDisk(folder, random);
      return what === undefined
        ? undefined
        : { what, figures: [world.later, world.now, ...world.between] };
    }
  }
}

/** Kills the process in the middle of its work, and waits until its engine has ended too. */
async function killed(command: 'sync' | 'up', folder: string, random: Random): Promise<string> {
  const child = startCli([command], folder);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const after = random.int(300, command === 'up' ? 6_000 : 4_000);
  await Promise.race([sleep(after), ended]);
  child.kill('SIGKILL');
  await ended;
  await sleep(500);
  return `${command} killed after ${after} ms`;
}

/** The log's write-ahead file loses its end, as where the power failed; or a byte of it. */
async function tear(data: string, random: Random): Promise<string> {
  const name = 'log.db-wal';
  const found = await stat(join(data, name)).catch(() => undefined);
  if (found === undefined) return 'no write-ahead file';
  return damageFile(random.pick(['cut', 'flip']), data, name, random);
}

/** A sync while the clock is wrong by up to two years; afterwards it is right again. */
async function moveClock(
  kind: 'clock ahead' | 'clock behind',
  folder: string,
  world: World,
  random: Random,
): Promise<Injury | undefined> {
  await world.addRows(folder);
  const hours = random.int(1, 24 * 730);
  const by = `${kind === 'clock ahead' ? '+' : '-'}${hours}h`;
  const env = { FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  const cli = cliCommand(['sync']);
  const { code, stderr } = await run('faketime', ['-f', by, ...cli], { cwd: folder, env });
  if (code === null) {
    console.warn(`SKIPPED: no clock can be moved here: ${stderr}`);
    return undefined;
  }
  await world.changeRows(folder);
  return {
    what: `a sync at a clock moved by ${by}, ended with ${code}`,
    figures: [world.changed, world.later],
  };
}

/** All files of the data folder but those that only tell what happened. */
async function filesOf(data: string): Promise<readonly string[]> {
  const names = await readdir(data, { recursive: true });
  const files: string[] = [];
  for (const name of names) {
    const found = await stat(join(data, name)).catch(() => undefined);
    if (found?.isFile() === true && !/\.log$|instance\.lock|format_version/.test(name))
      files.push(name);
  }
  return files.toSorted();
}

/** Small folders of many files would hide the few files that matter: an area is chosen first. */
async function damage(
  kind: 'flip' | 'cut' | 'zero' | 'delete',
  data: string,
  random: Random,
): Promise<string> {
  const files = await filesOf(data);
  const areas = Map.groupBy(files, (name) => name.split(/[/.]/)[0] ?? name);
  const area = random.pick([...areas.keys()].toSorted());
  return damageFile(kind, data, random.pick(areas.get(area) ?? files), random);
}

async function damageFile(
  kind: 'flip' | 'cut' | 'zero' | 'delete',
  data: string,
  name: string,
  random: Random,
): Promise<string> {
  const path = join(data, name);
  const content = await readFile(path);
  const place = random.int(0, Math.max(0, content.length - 1));
  if (kind === 'delete') await rm(path);
  else if (kind === 'cut') await truncate(path, place);
  else if (kind === 'zero') await writeFile(path, Buffer.alloc(content.length));
  else {
    if (content.length > 0) content[place] = (content[place] ?? 0) ^ 0xff;
    await writeFile(path, content);
  }
  return `${kind} ${name} at ${place} of ${content.length}`;
}

/** The folder of one part of a table of the store, found by the checksums that it has. */
async function deletePart(data: string, random: Random): Promise<string> {
  const files = await filesOf(data);
  const parts = files
    .filter((name) => name.endsWith('checksums.txt'))
    .map((name) => join(name, '..'));
  const part = random.pick(parts);
  await rm(join(data, part), { recursive: true });
  return `delete part ${part}`;
}

async function replace(data: string, from: string, part: string): Promise<string> {
  const names = (await readdir(data)).filter(
    (name) => name === part || name.startsWith(`${part}-`),
  );
  for (const name of names) await rm(join(data, name), { recursive: true });
  const others = (await readdir(from)).filter(
    (name) => name === part || name.startsWith(`${part}-`),
  );
  for (const name of others) await cp(join(from, name), join(data, name), { recursive: true });
  return `${part} of ${relative(join(from, '..'), from)}`;
}

/** Syncs with the data folder on a disk that fills up, then gives it room again. */
async function onFullDisk(folder: string, random: Random): Promise<string | undefined> {
  const data = join(folder, '.goalstream');
  const aside = join(folder, 'aside');
  await cp(data, aside, { recursive: true });
  const room = random.int(64, 6_000);
  const used = (await run('du', ['-sk', aside])).stdout.split('\t')[0] ?? '0';
  await rm(data, { recursive: true });
  await mkdir(data);
  const size = `size=${Number(used) * 2 + room}k`;
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', data]);
  if (mounted.code !== 0) {
    console.warn(`SKIPPED: no tmpfs can be mounted here: ${mounted.stderr.trim()}`);
    return undefined;
  }
  try {
    await cp(aside, data, { recursive: true });
    await run('sh', [
      '-c',
      `head -c $(( $(df -k --output=avail '${data}' | tail -1) * 1024 - ${room} * 1024 )) /dev/zero > '${data}/fill.log'`,
    ]);
    const child = startCli(['sync'], folder);
    await new Promise((resolve) => child.once('close', resolve));
    await rm(join(data, 'fill.log'), { force: true });
    await rm(aside, { recursive: true });
    // An engine that was killed leaves its pipes, which can't be copied.
    const filter = (path: string): boolean => !path.endsWith('/spill');
    await cp(data, aside, { recursive: true, filter });
  } finally {
    await run('umount', [data]);
  }
  await rm(data, { recursive: true });
  await cp(aside, data, { recursive: true });
  return `sync with ${room} KiB of room`;
}

function run(
  command: string,
  args: readonly string[],
  { cwd, env }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, stdout, stderr: error.message }));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
