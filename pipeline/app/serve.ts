import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { createServer, createWebhookServer } from '../../dashboards/api/server.ts';
import { redact } from '../redaction.ts';
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

/** @param key where the port is configured. @throws StartError */
async function listen(
  server: FastifyInstance,
  key: string,
  host: string,
  port: number,
): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    throw refusedPort(error, key, host, port);
  }
}

/** What keeps a server from listening, in words. Pure. */
export function refusedPort(error: unknown, key: string, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new PortTakenError(
        `port ${port} is taken by another program. Mend: end it, or set ${key} in goalstream.yaml (0 takes a free one).`,
      );
    case 'EACCES':
      return new StartError(
        `this user may not listen on port ${port}. Mend: set ${key} in goalstream.yaml to one above 1023.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(
        `${host} is no address of this machine. Mend: correct ${key.replace(/port$/, 'host')} in goalstream.yaml; 127.0.0.1 is this machine alone.`,
      );
    default:
      return error;
  }
}
