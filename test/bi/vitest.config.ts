import { defineConfig } from 'vitest/config';
import defaults from '../../vitest.config.ts';

/** What stops the BI port's engine, or takes long. TEST_RUNS sets how many random statements are tried. */
export default defineConfig({
  test: { ...defaults.test, include: ['test/bi/*.bi.ts'], maxWorkers: 1, testTimeout: 600_000 },
});
