import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const ZONES = [
  'UTC',
  'Europe/Copenhagen',
  'America/St_Johns',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'America/Los_Angeles',
];
process.env['TZ'] = process.env['TEST_TZ'] ?? ZONES[Math.floor(Math.random() * ZONES.length)];
console.log(`time zone of this run: ${process.env['TZ']} (TEST_TZ sets it)`);

// The commands and engines that tests start keep compiled modules, as `pipeline/bin.mjs` does for users.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
  new URL('node_modules/.cache/goalstream', import.meta.url),
);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cases/**', '**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
