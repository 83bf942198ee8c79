import { defineConfig } from 'vitest/config';
// Its time zones; not its projects, which are those of the default suite.
import '../../vitest.config.ts';

/** What stops the BI port's engine, or takes long. TEST_RUNS sets how many random statements are tried. */
export default defineConfig({
  test: { include: ['test/bi/*.bi.ts'], maxWorkers: 1, testTimeout: 600_000 },
});
