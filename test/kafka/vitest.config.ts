import { defineConfig } from 'vitest/config';
import { kafkaAvailable } from './jars.ts';

const available = kafkaAvailable();
if (!available.ok) console.warn(`KAFKA TESTS ARE SKIPPED: ${available.why}`);

export default defineConfig({
  test: {
    include: available.ok ? ['test/kafka/**/*.kafka.ts'] : [],
    passWithNoTests: true,
    globalSetup: available.ok ? ['test/kafka/shared-broker.ts'] : [],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
