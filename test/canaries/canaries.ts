/**
 * Plants a secret of its own in each field of the configuration that can hold one, with sources that
 * echo all that they get, runs every command and asks every route, and looks for the secrets in all
 * that comes out and in the log file. Titles and values hold what a terminal would act on: none of it
 * may come out on a terminal. `npm run test:canaries`; some four minutes.
 */
import type { Command } from 'commander';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgram } from '../../pipeline/cli/program.ts';
import { cliCommand } from '../support/cli.ts';
import { startUp } from '../support/up.ts';
import { ACTIVE, CANARY, ENVIRONMENT, writeProjects } from './project.ts';

/** What commands need besides their name; `undefined`: it goes on until it is told to stop. */
const ARGUMENTS: Readonly<Record<string, readonly string[] | undefined>> = {
  up: undefined,
  'goals history': ['net'],
  'goals apply': ['--dry-run'],
  ledger: ['--goal', 'net'],
  'metrics show': ['net_sales'],
  'dead-letters show': ['no-such-letter'],
  'dead-letters replay': ['no-such-letter'],
  replay: ['--from', '2026-01-01'],
  'privacy show': ['none'],
  'privacy cancel': ['none'],
  schema: ['config'],
};
/** A command that waits for servers which are gone is ended, ms. */
const LIMIT_MS = 30_000;

const faults: string[] = [];
let looked = 0;

function look(where: string, text: string): void {
  looked++;
  const found = [...new Set([text, ...decoded(text)].flatMap((each) => each.match(CANARY) ?? []))];
  if (found.length > 0) faults.push(`${where}: ${found.join(', ')}`);
  if (/\n\s+at .*\.ts:\d/.test(text)) faults.push(`${where}: a stack\n${text.slice(0, 600)}`);
}

/** What is hidden by an encoding alone. */
function decoded(text: string): readonly string[] {
  const packed = text.match(/[A-Za-z0-9+/]{16,}={0,2}/g) ?? [];
  return packed.map((each) => Buffer.from(each, 'base64').toString());
}

/** Names of all commands, from the program itself: a new one is run too. */
function commandsOf(program: Command, above: readonly string[] = []): readonly string[] {
  return program.commands.flatMap((each) => {
    const path = [...above, each.name()];
    return each.commands.length > 0 ? commandsOf(each, path) : [path.join(' ')];
  });
}

async function run(command: readonly string[], cwd: string): Promise<string> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env: { ...process.env, ...ENVIRONMENT } });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  await once(child, 'close');
  clearTimeout(timer);
  return text;
}

async function runCommands(folder: string, file: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (name in ARGUMENTS && ARGUMENTS[name] === undefined) continue;
    const own = name === 'schema' ? [] : ['-c', file];
    const args = [...name.split(' '), ...(ARGUMENTS[name] ?? []), ...own];
    look(`${file} ${name}`, await run(cliCommand(args), folder));
  }
}

/** The same on a terminal, where texts are for people. */
async function onTerminal(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const line = cliCommand(name.split(' ')).join(' ');
    const text = await run(['script', '-qec', line, '/dev/null'], folder);
    look(`terminal ${name}`, text);
    const acted = ['\u001B]0;', '\u001B[2J', '\u009B', '\u202E'].filter((each) =>
      text.includes(each),
    );
    if (acted.length > 0) faults.push(`terminal ${name}: acts on ${JSON.stringify(acted)}`);
    if (text.includes('Net') && !text.includes('Net␛]0;owned␇'))
      faults.push(`terminal ${name}: shows no title`);
  }
}

async function askRoutes(folder: string): Promise<void> {
  const up = await startUp(folder, ENVIRONMENT);
  try {
    await up.counted();
    const { token } = JSON.parse(
      await readFile(join(folder, '.goalstream', 'secrets.json'), 'utf8'),
    ) as { token: string };
    const described = (await (await fetch(`${up.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const pages = { '/': {}, '/goals/net': {}, '/status': {}, '/goals/none': {}, '/%zz': {} };
    for (const [path, methods] of Object.entries({ ...described.paths, ...pages })) {
      const address = path.replaceAll(/\{[^}]*\}/g, 'net');
      for (const method of new Set([
        'GET',
        ...Object.keys(methods).map((each) => each.toUpperCase()),
      ])) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const body = method === 'GET' ? {} : { body: JSON.stringify({ connection: 'shop' }) };
        const response = await fetch(`${up.url}${address}`, { method, headers, ...body });
        look(`${method} ${address}`, await response.text());
      }
    }
  } finally {
    await up.stop();
    look('up', up.output());
  }
}

/** Says back all that it was sent, as answers that connectors quote. */
async function echo(): Promise<Server> {
  const server = createServer((request, response) => {
    const told = `${request.url} ${JSON.stringify(request.headers)}`;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ errors: [{ message: told }], error: told }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-canaries-'));
  const source = await echo();
  try {
    await writeProjects(folder, (source.address() as AddressInfo).port);
    const all = commandsOf(createProgram());
    await runCommands(folder, 'goalstream.yaml', [
      'sync',
      ...all.filter((name) => name !== 'sync'),
    ]);
    for (const file of ['gone.yaml', 'kafka.yaml']) {
      await runCommands(folder, file, ['doctor', 'status', 'check', 'work']);
    }
    for (const file of ['wrong.yaml', 'broken.yaml']) {
      await runCommands(folder, file, ['doctor', 'status', 'goals check', 'sync']);
    }
    await onTerminal(folder, [
      'status',
      'attain',
      'goals list',
      'goals check',
      'dead-letters list',
      'ledger --goal net',
      'doctor',
    ]);
    await askRoutes(folder);
    look('goalstream.log', await readFile(join(folder, '.goalstream', 'goalstream.log'), 'utf8'));
    for (const fault of faults) console.log(`FAULT ${fault}`);
    console.log(
      `${looked} texts looked at, ${faults.length} faults (planted: ${ACTIVE.length} marks a title)`,
    );
    return faults.length === 0 ? 0 : 1;
  } finally {
    source.closeAllConnections();
    source.close();
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
