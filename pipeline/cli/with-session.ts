import { Option } from 'commander';
import { BadSelectionError } from '../replay/bad-selection.ts';
import { textValue } from './option-values.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { UsageError } from './usage-error.ts';

/** Options that commands have in common. */
export interface Common {
  readonly config?: string;
  readonly json?: boolean;
}

export function configOption(): Option {
  return new Option(
    '-c, --config <file>',
    'the project’s file (default: goalstream.yaml in this folder)',
  ).argParser(textValue);
}

export function jsonOption(): Option {
  return new Option('--json', 'JSON also on a terminal (it is the default in a pipe)');
}

/** Uses a session and closes it. @throws UsageError where what was asked for is not there. */
export async function withSession(
  config: string | undefined,
  options: SessionOptions,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  const session = await openSession(config, options);
  try {
    await use(session);
  } catch (error) {
    if (!(error instanceof BadSelectionError)) throw error;
    throw new UsageError(`${error.message}. Mend: ${error.mend}`);
  } finally {
    await session.close();
  }
}
