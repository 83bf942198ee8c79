import { CommanderError } from 'commander';
import { StartError } from '../app/start-errors.ts';
import { ConfigError } from '../config/problem.ts';
import { DamageError, IntegrityError, UnreadableStoreError } from '../integrity/integrity-error.ts';
import { LogError } from '../log/log.ts';
import { StoreError } from '../store/store.ts';
import { isOutOf, systemSentence } from '../system-error.ts';
import { UsageError } from './usage-error.ts';

/** How a command that threw ends. */
export interface Failure {
  /** For stderr; undefined where it was written already. */
  readonly text: string | undefined;
  /** 0 done (help, version), 1 it failed, 2 wrong usage or configuration. */
  readonly code: number;
}

/** The text and exit code of what a command threw; only what nobody expected has a stack. */
export function failureOf(error: unknown): Failure {
  // Commander writes its own texts.
  if (error instanceof CommanderError) {
    return { text: undefined, code: error.exitCode === 0 ? 0 : 2 };
  }
  if (error instanceof ConfigError || error instanceof UsageError || error instanceof StartError) {
    return { text: error.message, code: 2 };
  }
  if (error instanceof DamageError) {
    return { text: `ERROR: ${error.message}. Fix: ${error.mend}`, code: 1 };
  }
  if (
    error instanceof LogError ||
    error instanceof StoreError ||
    error instanceof IntegrityError ||
    error instanceof UnreadableStoreError
  ) {
    return { text: error.message, code: 1 };
  }
  const system = systemSentence(error);
  if (system !== undefined) return { text: system, code: isOutOf(error) ? 1 : 2 };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text, code: 1 };
}
