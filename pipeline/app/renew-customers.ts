import type { FactType } from '../../schemas/facts.ts';
import { renewCustomerKey } from '../sync/customer-key.ts';
import { forgetConnection } from './forget-connection.ts';
import type { RepairParts } from './repair.ts';

/** Facts that carry customers' keys. */
const WITH_CUSTOMERS: readonly FactType[] = ['sale', 'feedback'];

/**
 * Gives customers new keys: makes a new secret and reads every connection whose facts carry customers
 * again, whole. Cut short, the connections that were forgotten are read whole by their next sync.
 */
export async function renewCustomers(
  { runtime, sync, settled }: Pick<RepairParts, 'runtime' | 'sync' | 'settled'>,
  show: (at: string) => void,
): Promise<{ readonly whole: boolean; readonly notes: readonly string[] }> {
  const { project, log } = runtime;
  const connections = project.connections.filter(({ connector, config }) =>
    connector.streams(config).some(({ fact }) => WITH_CUSTOMERS.includes(fact)),
  );
  await renewCustomerKey(project.dataDir, log, Date.now());
  for (const { name } of connections) await forgetConnection(runtime, name);
  const notes = ['customers have new keys: those of facts that a source no longer has stay apart'];
  let whole = true;
  for (const { name } of connections) {
    show(`reading ${name} whole`);
    const summary = await sync(name);
    for (const { stream, state, error = '' } of summary.streams) {
      if (state === 'succeeded') continue;
      whole = false;
      notes.push(`${name}/${stream} could not be read again: ${error}`);
    }
  }
  await settled();
  return { whole, notes };
}
