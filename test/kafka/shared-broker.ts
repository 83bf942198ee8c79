import type { TestProject } from 'vitest/node';
import { startBroker } from './broker.ts';

declare module 'vitest' {
  interface ProvidedContext {
    brokers: string[];
    saslBrokers: string[];
  }
}

/** One broker for all suites that leave it running. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker = await startBroker();
  project.provide('brokers', [...broker.brokers]);
  project.provide('saslBrokers', [...broker.saslBrokers]);
  return () => broker.dispose();
}
