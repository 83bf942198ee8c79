import type { CheckFinding } from '../../connectors/connector.ts';
import type { Project } from '../config/load-project.ts';
import { checkSource } from '../sync/check-source.ts';
import { sourceContext } from '../sync/source-context.ts';

export interface ConnectionFinding extends CheckFinding {
  readonly connection: string;
}

/** A source that doesn't answer in this time can't be read either, ms. */
const CHECK_MS = 30_000;

/** What each connection, or one of them, has to say of its source. Changes nothing. */
export async function checkConnections(
  { connections, config, baseDir, dataDir }: Project,
  only?: string,
): Promise<readonly ConnectionFinding[]> {
  const findings: ConnectionFinding[] = [];
  for (const { name, connector, config: own } of connections) {
    if (only !== undefined && only !== name) continue;
    const { business } = config;
    const surroundings = { connection: name, business, baseDir, dataDir, now: Date.now };
    const context = sourceContext(surroundings, AbortSignal.timeout(CHECK_MS));
    const found = await checkSource(connector, own, context);
    findings.push(...found.map((finding) => ({ connection: name, ...finding })));
  }
  return findings;
}
