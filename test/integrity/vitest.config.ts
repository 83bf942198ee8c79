import { defineConfig } from 'vitest/config';
import defaults from '../../vitest.config.ts';

/** What takes too long for every run of the tests: commands on damaged data folders. */
export default defineConfig({
  test: {
    ...defaults.test,
    include: ['test/integrity/**/*.check.ts'],
    maxWorkers: 1,
    testTimeout: 240_000,
  },
});
