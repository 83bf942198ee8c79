import { createServer } from '../../dashboards/api/server.ts';
import { createOperations } from './operations.ts';
import { createReadSide } from './read-side.ts';
import type { Runtime } from './runtime.ts';

/** Another program listens on the configured port. */
export class PortTakenError extends Error {}

/** Pages and API, listening. */
export interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves pages and API on the configured address. @throws PortTakenError */
export async function serve(runtime: Runtime): Promise<Serving> {
  const { project, secrets, logger } = runtime;
  const { port, host, hosts } = project.config.server;
  const server = createServer({
    readSide: createReadSide(runtime, Date.now),
    operations: createOperations(runtime, Date.now),
    token: secrets.token,
    hosts,
    logger: logger.child({ part: 'api' }, { level: 'warn' }),
  });
  try {
    return { url: await server.listen({ host, port }), close: () => server.close() };
  } catch (error) {
    await server.close();
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(
      `port ${port} is taken by another program. Mend: end it, or set server.port in goalstream.yaml (0 takes a free one).`,
    );
  }
}
