import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckFinding } from '../../connectors/connector.ts';
import type { Project } from '../config/load-project.ts';
import { missingRatesLines } from './missing-rates-text.ts';
import { openSession } from './session.ts';

/** Sales that count as nothing. A project that never ran has none, and nothing is made for it. */
export async function diagnoseRates(
  path: string,
  { dataDir, config }: Project,
): Promise<(CheckFinding & { readonly subject: string })[]> {
  const subject = 'rates';
  if (config.store.url === undefined && !existsSync(join(dataDir, 'store'))) return [];
  try {
    const session = await openSession(path, { counted: false });
    try {
      const lines = missingRatesLines((await session.status()).missingRates);
      return lines.map((message) => ({ subject, level: 'error', message }));
    } finally {
      await session.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ subject, level: 'warning', message: `not looked at: ${reason}` }];
  }
}
