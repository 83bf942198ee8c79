import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Webhooks, WebhookVerdict } from '../../connectors/connector.ts';
import type { WebhookDesk, WebhookRefusal } from '../../dashboards/api/webhook-routes.ts';
import type { Project } from '../config/load-project.ts';
import { LogError, type Log } from '../log/log.ts';
import { askRequest } from '../privacy/ask.ts';
import { CustomerKeyError, openCustomerKey } from '../sync/customer-key.ts';
import { within } from '../within.ts';
import { requestSync, sendCommand } from './commands.ts';
import type { Runs } from './runs.ts';
import { WebhookRefusals } from './webhook-refusals.ts';

/** What webhooks need of a runtime. */
export interface WebhookParts {
  readonly project: Pick<Project, 'connections' | 'dataDir'>;
  readonly log: Log;
  readonly logger: Pick<Logger, 'warn'>;
  readonly runs: Pick<Runs, 'refusalsOf' | 'keepRefusals'>;
  /** This server among those that take webhooks, the same after a restart. */
  readonly server: string;
  /** How long requests to forget wait, ms. */
  readonly graceMs: number;
}

/** A desk that is to be closed: it keeps what it has counted. */
export interface OpenDesk extends WebhookDesk {
  close(): Promise<void>;
}

interface Receiver {
  readonly webhooks: Webhooks;
  readonly config: unknown;
}

/** Sources wait for five seconds or so. */
const ANSWER_MS = 4_000;
const NOTHING = { status: 404, reason: 'Nothing calls here.' } as const;
const UNAVAILABLE = 'The log cannot take it now.';

/** The kinds of verdict that something is kept of. */
type Kept = Exclude<WebhookVerdict, { kind: 'refused' | 'ignored' }>;

/**
 * Takes the calls of sources: asks the connector what a call means and makes that durable, as a
 * command for whoever owns the connection, before it is answered.
 */
export async function openWebhooks(parts: WebhookParts, now: () => number): Promise<OpenDesk> {
  const { project, log, logger } = parts;
  const receivers = receiversOf(project);
  const customerKey = await openCustomerKey(project.dataDir, log);
  const refusals = new WebhookRefusals(parts.runs, parts.server, now);
  const refused = <R extends WebhookRefusal>(connection: string, refusal: R): R => {
    if (receivers.has(connection)) refusals.add(connection, refusal.reason);
    return refusal;
  };
  return {
    close: () => refusals.close(),
    admits: (connection, headers) => {
      const receiver = receivers.get(connection);
      if (receiver === undefined) return NOTHING;
      const refusal = receiver.webhooks.admits?.(receiver.config, headers);
      return refusal && refused(connection, refusal);
    },
    receive: async (connection, call) => {
      const receiver = receivers.get(connection);
      if (receiver === undefined) return NOTHING;
      const context = { connection, now, customerKey };
      const verdict = await receiver.webhooks
        .receive(receiver.config, call, context)
        .catch((error: unknown) => {
          if (!(error instanceof CustomerKeyError)) throw error;
          logger.warn(
            { err: error, connection },
            'a webhook names customers and waits for their key',
          );
          return undefined;
        });
      if (verdict === undefined) return { status: 503, reason: UNAVAILABLE };
      if (verdict.kind === 'refused') return refused(connection, verdict);
      if (verdict.kind === 'ignored') return { status: 200 };
      const kept = await durable(
        () => keep(parts, connection, verdict, now()),
        (error) =>
          logger.warn({ err: error, connection }, 'a webhook could not be kept; it comes again'),
      );
      return kept ? { status: 200 } : { status: 503, reason: UNAVAILABLE };
    },
  };
}

function receiversOf({ connections }: WebhookParts['project']): ReadonlyMap<string, Receiver> {
  return new Map(
    connections.flatMap(({ name, connector, config }) =>
      connector.webhooks === undefined
        ? []
        : [[name, { webhooks: connector.webhooks, config }] as const],
    ),
  );
}

/** Whether it was made durable in time. Where that is not certain, it is done again later. */
async function durable(
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): Promise<boolean> {
  const working = work();
  working.catch(() => undefined);
  try {
    if (await within(ANSWER_MS, working)) return true;
    onFailure(new Error(`the log took longer than ${ANSWER_MS} ms`));
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    onFailure(error);
  }
  return false;
}

/** A request is kept before its command, which only names it; the same event finds it there. */
async function keep(
  { log, logger, graceMs }: WebhookParts,
  connection: string,
  verdict: Kept,
  at: number,
): Promise<void> {
  const { kind, event } = verdict;
  if (kind === 'sync') return void (await requestSync(log, connection, { at, event }));
  const id = randomUUID();
  if (kind === 'changed') {
    const keys = [...verdict.keys];
    return sendCommand(log, connection, { id, kind: 'refresh', at, event, keys });
  }
  const people = kind === 'redact-all' ? {} : { customers: verdict.customers };
  const asked = await askRequest(log, { connection, kind, event, ...people }, at, graceMs);
  if (asked === undefined) return;
  const { id: request, dueAt } = asked.record;
  if (asked.isNew && dueAt !== undefined) {
    logger.warn(
      { connection, kind, request, dueAt: new Date(dueAt).toISOString() },
      'people are to be forgotten; until it is due, goalstream privacy cancel keeps them',
    );
  }
  await sendCommand(log, connection, { id, kind: 'privacy', at, request });
}
