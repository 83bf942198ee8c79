import { defineConfig } from 'vitest/config';
// Its time zones; not its projects, which are those of the default suite.
import '../../vitest.config.ts';

/** What takes too long for every run of the tests: commands on damaged data folders. */
export default defineConfig({
  test: {
    include: ['test/integrity/**/*.check.ts'],
    maxWorkers: 1,
    testTimeout: 240_000,
  },
});
