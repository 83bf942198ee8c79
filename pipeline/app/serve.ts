import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { createServer, createWebhookServer } from '../../dashboards/api/server.ts';
import { redact } from '../redaction.ts';
import { systemReason } from '../system-error.ts';
import { keepFreezing } from './baselines.ts';
import { createOperations } from './operations.ts';
import { createReadSide } from './read-side.ts';
import type { Runtime } from './runtime.ts';
import { PortTakenError, StartError } from './start-errors.ts';
import { openWebhooks } from './webhooks.ts';

/** Pages and API, listening. */
export interface Serving {
  readonly url: string;
  /** The port that webhooks have of their own. */
  readonly webhookUrl: string | undefined;
  close(): Promise<void>;
}

/** Serves pages, API and webhooks on the configured addresses. @throws PortTakenError */
export async function serve(runtime: Runtime): Promise<Serving> {
  const { project, secrets, logger } = runtime;
  const { port, host, hosts, publicUrl, webhooks: own } = project.config.server;
  const graceMs = project.config.privacy.graceHours * 3_600_000;
  const desk = await openWebhooks(
    { ...runtime, server: `${hostname()}:${port}`, graceMs },
    Date.now,
  );
  const log = logger.child({ part: 'api' }, { level: 'warn' });
  const server = createServer({
    readSide: createReadSide(runtime, Date.now),
    operations: createOperations(runtime, Date.now),
    token: secrets.token,
    hosts,
    ...(own === undefined && { webhooks: desk }),
    webhookHosts: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
    logger: log,
    hide: redact,
  });
  const servers = [server];
  const closeServers = async (): Promise<void> => {
    await Promise.all(servers.map((each) => each.close()));
    await desk.close();
  };
  try {
    const url = await listen(server, 'server.port', host, port);
    let webhookUrl: string | undefined;
    if (own !== undefined) {
      const called = createWebhookServer(desk, log);
      servers.push(called);
      webhookUrl = await listen(called, 'server.webhooks.port', own.host, own.port);
    }
    const stopped = new AbortController();
    const freezing = keepFreezing(runtime, Date.now, stopped.signal);
    const close = async (): Promise<void> => {
      stopped.abort();
      await Promise.all([closeServers(), freezing]);
    };
    return { url, webhookUrl, close };
  } catch (error) {
    await closeServers();
    throw error;
  }
}

/** @param key where the port is configured. @throws PortTakenError */
async function listen(
  server: FastifyInstance,
  key: string,
  host: string,
  port: number,
): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code !== 'EADDRINUSE') {
      const { reason } = systemReason(error);
      throw new StartError(
        `${host}:${port} can't be listened on: ${reason}. Mend: correct ${key} and the address beside it in goalstream.yaml; ports below 1024 take special rights.`,
        { cause: error },
      );
    }
    throw new PortTakenError(
      `port ${port} is taken by another program. Mend: end it, or set ${key} in goalstream.yaml (0 takes a free one).`,
    );
  }
}
