import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckFinding } from '../../connectors/connector.ts';
import type { Freshness } from '../../schemas/attainment.ts';
import type { Project } from '../config/load-project.ts';
import { LogError } from '../log/log.ts';
import { DataDirBusyError } from '../instance-lock.ts';
import { damageLines } from './damage-text.ts';
import { missingRatesLines } from './missing-rates-text.ts';
import { openSession } from './session.ts';
import { troubleOf } from './stream-troubles.ts';

type Finding = CheckFinding & { readonly subject: string };

/**
 * What is wrong with the data: log and store that do not belong together, lost facts, and sales that
 * count as nothing. A project that never ran has none, and nothing is made for it.
 */
export async function diagnoseData(
  path: string,
  { dataDir, config }: Project,
): Promise<readonly Finding[]> {
  const files = ['store', 'log.db'].map((name) => join(dataDir, name));
  if (config.store.url === undefined && !files.some((file) => existsSync(file))) return [];
  try {
    const session = await openSession(path, { counted: false });
    try {
      const { missingRates, damage, connections } = await session.status();
      return [
        ...errors('rates', missingRatesLines(missingRates)),
        ...errors('data', damageLines(damage)),
        ...connections.flatMap((stream) => syncFinding(stream) ?? []),
      ];
    } finally {
      await session.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof LogError) return [{ subject: 'log', level: 'error', message: reason }];
    const level = error instanceof DataDirBusyError ? 'warning' : 'error';
    return [{ subject: 'data', level, message: `not looked at: ${reason}` }];
  }
}

function syncFinding(stream: Freshness): Finding | undefined {
  const trouble = troubleOf(stream);
  return trouble && { subject: `sync ${stream.connection}`, ...trouble };
}

function errors(subject: string, lines: readonly string[]): readonly Finding[] {
  return lines.map((message) => ({ subject, level: 'error', message }));
}
