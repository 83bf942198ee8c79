#!/usr/bin/env node
// Starts goalstream on the Node that the project brings: the machine's own may be older. Compiled
// modules are kept for the next start, which takes half the time then.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const node = join(dirname(require.resolve('node/package.json')), 'bin', 'node');
const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
const cache = fileURLToPath(new URL('../node_modules/.cache/goalstream', import.meta.url));
const child = spawn(node, [cli, ...process.argv.slice(2)], {
  env: { NODE_COMPILE_CACHE: cache, ...process.env },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
