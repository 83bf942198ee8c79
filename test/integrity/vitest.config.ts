import { defineConfig } from 'vitest/config';
import defaults from '../../vitest.config.ts';

// Not its projects, which are the files of the default suite.
const { projects: _, ...options } = defaults.test ?? {};

/** What takes too long for every run of the tests: commands on damaged data folders. */
export default defineConfig({
  test: {
    ...options,
    include: ['test/integrity/**/*.check.ts'],
    maxWorkers: 1,
    testTimeout: 240_000,
  },
});
