import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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

/** Tests of pure parts, by their folders. */
const PURE =
  /^test\/(app|attainment|attribution|cli|config|contract|dead-letters|docker|fx|goals|independent|integrity|log|metrics|schemas|connectors\/(csv|http|shopify\/map))\//;
/** What some of them have that start processes, or change what they would share with others of theirs. */
const OWN_PROCESS =
  /support\/(engine|cli|up|old-store)\.ts|child_process|worker_threads|\bvi\b|process\.(env\[[^\]]*\] \??=[^=]|chdir|umask|on\(|once\(|exitCode|kill|memoryUsage)|openLogger|globalThis/;

/** Files that take long, which are begun with: one of them alone at the end would keep a core idle. */
const LONG = [/\/e2e\//, /\/(oracle|property|dashboards|reconcile)\//, /\/shopify\/[a-z-]+\.test/];

const root = fileURLToPath(new URL('.', import.meta.url));
const EXCLUDED = ['test/cases/**', '**/node_modules/**'];
const shared = globSync('test/**/*.test.ts', { cwd: root, exclude: EXCLUDED }).filter(
  (file) => PURE.test(file) && !OWN_PROCESS.test(readFileSync(`${root}${file}`, 'utf8')),
);

/** Files with a process of their own first, then those that share one: it is kept while they come in a row. */
class LongFirst extends BaseSequencer {
  override async sort(all: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      const found = LONG.findIndex((pattern) => pattern.test(moduleId));
      const rank = found === -1 ? LONG.length : found;
      return project.config.isolate ? rank : LONG.length + 1 + rank;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- it is the sequencer's, not an array's
    return (await super.sort(all)).toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'own process',
          include: ['test/**/*.test.ts'],
          exclude: [...EXCLUDED, ...shared],
        },
      },
      { extends: true, test: { name: 'shared process', include: shared, isolate: false } },
    ],
  },
});
