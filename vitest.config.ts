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

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
