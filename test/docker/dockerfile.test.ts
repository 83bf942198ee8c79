import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './compose-file.ts';

const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
const ignored = read('.dockerignore').split('\n').filter(Boolean);

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The arguments of each instruction of this name, in order. */
function instructions(name: string): string[] {
  return lines
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));
}

const copied = instructions('COPY').flatMap((line) => line.split(/\s+/).slice(0, -1));

describe('Dockerfile', () => {
  it('copies what exists', () => {
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('copies what .dockerignore lets through, and .dockerignore lets nothing else through', () => {
    expect(ignored[0]).toBe('*');
    const open = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(copied.map((path) => path.replace(/^\.\//, '')).toSorted()).toEqual(open.toSorted());
  });

  it('keeps out of the image only what exists, below what is let through', () => {
    const out = ignored.slice(1).filter((line) => !line.startsWith('!'));
    expect(out.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('has the Node that package.json names', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: { node: string } };
    expect(instructions('FROM')).toEqual([`node:${dependencies.node}-bookworm-slim`]);
  });

  it('installs by the lock file, without development packages and without install scripts', () => {
    expect(instructions('RUN')[0]).toMatch(/^npm ci --omit=dev --omit=optional --ignore-scripts/);
  });

  it('runs the CLI as its first process, not as root, and is stopped by SIGTERM', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(instructions('STOPSIGNAL')).toEqual(['SIGTERM']);
    const [command, path = ''] = JSON.parse(instructions('ENTRYPOINT')[0] ?? '[]') as string[];
    expect(command).toBe('node');
    expect(existsSync(join(ROOT, path.replace('/app/', '')))).toBe(true);
  });
});
