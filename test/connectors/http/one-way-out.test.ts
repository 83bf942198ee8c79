import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Ways to reach another host that look at neither the address nor where it leads. */
const DIRECT = [
  /(?<![.\w#])fetch\(/,
  /globalThis\s*\.\s*fetch|=\s*fetch\b/,
  /(?:from|import\()\s*'(?:node:)?(?:https|net|tls|http2|dgram)'/,
  /import (?!type\b)[^;]*\brequest\b[^;]* from 'node:http'/,
  /\b(?:http|https)\.(?:get|request)\(/,
  /(?:from|import\()\s*'undici'/,
];

/** Who may: the one way out itself, and what asks nobody whom a connection names. */
const ALLOWED: Readonly<Record<string, string>> = {
  'connectors/http/outgoing.ts': 'the one way out',
  'connectors/http/public-address.ts': 'reads addresses',
  'pipeline/log/kafka/socket.ts': 'the brokers of log.kafka',
  'pipeline/store/engine/row-pipe.ts': 'a socket of this machine that it made itself',
  'pipeline/cli/api-client.ts': 'the own running instance; follows no redirect',
  'pipeline/cli/api-operations.ts': 'the own running instance; follows no redirect',
};

function files(): string[] {
  const all = globSync(['connectors/**/*.ts', 'pipeline/**/*.ts', 'dashboards/**/*.ts'], {
    cwd: ROOT,
  });
  return all.filter((name) => !name.includes('node_modules'));
}

/** The code without comments and without types that are only named. */
function codeOf(name: string): string {
  const text = readFileSync(`${ROOT}${name}`, 'utf8');
  // The log's own protocol calls what it gets a fetch too.
  const own = name.startsWith('pipeline/log/') ? text.replaceAll(/\bfetch\(/g, 'got(') : text;
  return own.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replaceAll(/import type [^;]*;/g, '');
}

test('no connector and nothing else asks another host but by the one way out', () => {
  const all = files();
  expect(all.length).toBeGreaterThan(300);
  const direct = all.filter((name) => DIRECT.some((pattern) => pattern.test(codeOf(name))));
  expect(direct.filter((name) => !Object.hasOwn(ALLOWED, name))).toEqual([]);
  expect(Object.keys(ALLOWED).filter((name) => !direct.includes(name))).toEqual([]);
});

test.each([
  'const a = await fetch(url);',
  'globalThis.fetch(url)',
  'const ask = fetch;',
  "import { request } from 'node:https';",
  "import { request, type Agent } from 'node:http';",
  "import { connect } from 'node:net';",
  "await import('undici')",
  'http.get(url)',
])('%s is found', (code) => {
  expect(DIRECT.some((pattern) => pattern.test(code))).toBe(true);
});
