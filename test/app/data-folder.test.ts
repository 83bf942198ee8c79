import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSecrets } from '../../pipeline/app/secrets.ts';
import { StartError } from '../../pipeline/app/start-errors.ts';
import { secureDataFolder } from '../../pipeline/data-folder.ts';
import { checkOpenFiles } from '../../pipeline/open-files.ts';
import { lockDataDir, readInstance } from '../../pipeline/instance-lock.ts';

let root: string;
let dir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'goalstream-folder-'));
  dir = join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function modeOf(...path: string[]): string {
  return (statSync(join(dir, ...path)).mode & 0o777).toString(8);
}

/** A data folder as somebody makes it by hand. */
function openFolder(): void {
  mkdirSync(join(dir, 'snapshots', 'deep'), { recursive: true });
  for (const name of ['log.db', 'log.db-wal', 'vault.db', 'goalstream.log', 'snapshots/shop.db']) {
    writeFileSync(join(dir, name), '');
    chmodSync(join(dir, name), 0o644);
  }
  writeFileSync(join(dir, 'snapshots', 'deep', 'part'), '');
  for (const name of ['', 'snapshots', 'snapshots/deep']) chmodSync(join(dir, name), 0o755);
  chmodSync(join(dir, 'snapshots', 'deep', 'part'), 0o666);
}

test('a folder is made for its owner alone', () => {
  secureDataFolder(join(dir, 'below'));
  expect(modeOf('below')).toBe('700');
});

test('a folder that stood open is closed with all that is in it', () => {
  openFolder();
  secureDataFolder(dir);
  expect([modeOf(), modeOf('snapshots'), modeOf('snapshots', 'deep')]).toEqual([
    '700',
    '700',
    '700',
  ]);
  for (const name of ['log.db', 'log.db-wal', 'vault.db', 'goalstream.log']) {
    expect(`${name} ${modeOf(name)}`).toBe(`${name} 600`);
  }
  expect(modeOf('snapshots', 'shop.db')).toBe('600');
  expect(modeOf('snapshots', 'deep', 'part')).toBe('600');
});

test('a file that stands open in a closed folder is closed too', () => {
  openFolder();
  chmodSync(dir, 0o700);
  secureDataFolder(dir);
  expect([modeOf('vault.db'), modeOf('snapshots', 'shop.db')]).toEqual(['600', '600']);
});

test('what a link leads to stays as it is', () => {
  openFolder();
  const outside = join(root, 'outside');
  writeFileSync(outside, '');
  chmodSync(outside, 0o644);
  symlinkSync(outside, join(dir, 'store'));
  symlinkSync(join(root, 'nowhere'), join(dir, 'log.count'));
  secureDataFolder(dir);
  expect(statSync(outside).mode & 0o777).toBe(0o644);
});

test.each([
  ['passwords', () => readSecrets(dir)],
  ['lock', () => Promise.resolve(lockDataDir(dir).release())],
])('whoever opens the folder closes it: %s', async (_name, open) => {
  openFolder();
  await open();
  expect([modeOf(), modeOf('log.db')]).toEqual(['700', '600']);
});

test('a folder with other things in it is not closed over their heads', () => {
  openFolder();
  writeFileSync(join(dir, 'goalstream.yaml'), '');
  chmodSync(join(dir, 'goalstream.yaml'), 0o644);
  expect(() => secureDataFolder(dir)).toThrow(
    /holds other things too \(goalstream\.yaml\).*chmod 700/,
  );
  expect([modeOf(), modeOf('log.db')]).toEqual(['755', '644']);
  chmodSync(dir, 0o700);
  secureDataFolder(dir);
  expect([modeOf('log.db'), modeOf('goalstream.yaml')]).toEqual(['600', '644']);
});

test('what belongs to somebody else is refused, with whom', () => {
  openFolder();
  const own = statSync(dir).uid;
  expect(() => secureDataFolder(dir, own + 1)).toThrow(
    new RegExp(
      `data folder .* belongs to user ${own}, and goalstream runs as user ${own + 1}.*Mend:`,
    ),
  );
  expect(modeOf()).toBe('755');
});

test.each([
  ['a file', () => writeFileSync(dir, ''), () => dir, /: it is a file, not a folder\. Mend: /],
  ['below a file', () => writeFileSync(dir, ''), () => join(dir, 'x'), /is a file, not a folder/],
  [
    'a link to nothing',
    () => symlinkSync(join(root, 'no', 'where'), dir),
    () => dir,
    /can't be used/,
  ],
  ['a name that is too long', () => {}, () => join(dir, 'x'.repeat(300)), /its name is too long/],
])('a folder that is %s is a sentence with its fix', (_name, prepare, path, expected) => {
  prepare();
  for (const open of [secureDataFolder, lockDataDir]) {
    expect(() => open(path())).toThrow(StartError);
    expect(() => open(path())).toThrow(expected);
    expect(() => open(path())).toThrow(/Mend: .*`data`/);
  }
});

test.each([
  ['that is none', () => writeFileSync(join(dir, 'instance.lock'), 'x'.repeat(2_000))],
  ['that is a folder', () => mkdirSync(join(dir, 'instance.lock'))],
])('a lock %s is a sentence with its fix', (_name, prepare) => {
  mkdirSync(dir);
  prepare();
  for (const open of [lockDataDir, readInstance]) {
    expect(() => open(dir)).toThrow(StartError);
    expect(() => open(dir)).toThrow(/instance\.lock, which says who works .* Mend: /);
  }
});

test('too few open files are told before anything is opened', () => {
  for (const limit of [0, 32, 255]) {
    expect(() => checkOpenFiles(limit)).toThrow(StartError);
    expect(() => checkOpenFiles(limit)).toThrow(`${limit} files open at once`);
  }
  checkOpenFiles(256);
  checkOpenFiles();
});
