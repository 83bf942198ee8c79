import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { CASES } from './project.ts';

const available = existsSync(CASES);
if (!available) console.warn(`THE CASES ARE SKIPPED: there is no ${CASES}`);

export default defineConfig({
  test: {
    include: available ? ['test/cases/**/*.test.ts'] : [],
    passWithNoTests: true,
    testTimeout: 300_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});
