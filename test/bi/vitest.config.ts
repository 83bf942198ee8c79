import { defineConfig } from 'vitest/config';
import defaults from '../../vitest.config.ts';

// Not its projects, which are the files of the default suite.
const { projects: _, ...options } = defaults.test ?? {};

/** What stops the BI port's engine, or takes long. TEST_RUNS sets how many random statements are tried. */
export default defineConfig({
  test: { ...options, include: ['test/bi/*.bi.ts'], maxWorkers: 1, testTimeout: 600_000 },
});
