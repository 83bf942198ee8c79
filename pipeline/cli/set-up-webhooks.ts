import { connectors } from '../../connectors/registry.ts';
import { SourceError } from '../../connectors/connector.ts';
import { loadProject, type ConnectionSetup, type Project } from '../config/load-project.ts';
import { sourceContext } from '../sync/source-context.ts';
import type { ConnectionFinding } from './check-connections.ts';
import { connectionOf } from './connection-option.ts';
import { publicAddress } from './public-address.ts';

export interface SetUpOptions {
  readonly connection?: string;
  /** Where sources reach this server; default server.publicUrl. */
  readonly address?: string;
}

/** A source that hasn't taken its subscriptions in this time is not going to, ms. */
const SET_UP_MS = 120_000;

/** Makes the sources of connections call this server about changes, and says what was done. */
export async function setUpWebhooks(
  path: string,
  options: SetUpOptions,
): Promise<readonly ConnectionFinding[]> {
  const project = await loadProject(path, connectors, process.env);
  const names = connectionOf(project, options.connection);
  const base = publicAddress(options.address ?? project.config.server.publicUrl, names);
  const findings: ConnectionFinding[] = [];
  for (const setup of project.connections) {
    if (!names.includes(setup.name)) continue;
    findings.push(...(await setUp(project, setup, `${base}/webhooks/${setup.name}`)));
  }
  return findings;
}

async function setUp(
  { config, baseDir, dataDir }: Project,
  { name, connector, config: own }: ConnectionSetup,
  address: string,
): Promise<readonly ConnectionFinding[]> {
  const { business } = config;
  const connection = { connection: name };
  if (connector.webhooks === undefined) {
    return [{ ...connection, level: 'ok', message: `${connector.name} has no webhooks` }];
  }
  const surroundings = { connection: name, business, baseDir, dataDir, now: Date.now };
  const context = sourceContext(surroundings, AbortSignal.timeout(SET_UP_MS));
  try {
    const found = await connector.webhooks.setUp(own, address, context);
    return found.map((finding) => ({ ...connection, ...finding }));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [{ ...connection, level: 'error', message: error.message, mend: error.mend }];
  }
}
