import { createServer } from '../../dashboards/api/server.ts';
import { keepFreezing } from './baselines.ts';
import { createOperations } from './operations.ts';
import { createReadSide } from './read-side.ts';
import type { Runtime } from './runtime.ts';
import { PortTakenError } from './start-errors.ts';
import { openWebhooks } from './webhooks.ts';

/** Pages and API, listening. */
export interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves pages and API on the configured address. @throws PortTakenError */
export async function serve(runtime: Runtime): Promise<Serving> {
  const { project, secrets, logger } = runtime;
  const { port, host, hosts, publicUrl } = project.config.server;
  const graceMs = project.config.privacy.graceHours * 3_600_000;
  const server = createServer({
    readSide: createReadSide(runtime, Date.now),
    operations: createOperations(runtime, Date.now),
    token: secrets.token,
    hosts,
    webhooks: await openWebhooks({ ...runtime, graceMs }, Date.now),
    webhookHosts: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
    logger: logger.child({ part: 'api' }, { level: 'warn' }),
  });
  try {
    const url = await server.listen({ host, port });
    const stopped = new AbortController();
    const freezing = keepFreezing(runtime, Date.now, stopped.signal);
    const close = async (): Promise<void> => {
      stopped.abort();
      await Promise.all([server.close(), freezing]);
    };
    return { url, close };
  } catch (error) {
    await server.close();
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(
      `port ${port} is taken by another program. Mend: end it, or set server.port in goalstream.yaml (0 takes a free one).`,
    );
  }
}
