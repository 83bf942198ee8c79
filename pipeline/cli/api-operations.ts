import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Operations } from '../../dashboards/api/operations.ts';
import {
  letterListSchema,
  letterReplaySchema,
  letterSchema,
  type LetterSelection,
} from '../../schemas/dead-letters.ts';
import { goalCheckSchema } from '../../schemas/goal-check.ts';
import {
  applyResultSchema,
  goalHistorySchema,
  goalListSchema,
} from '../../schemas/goal-history.ts';
import {
  privacyCancelSchema,
  privacyExportSchema,
  privacyListSchema,
} from '../../schemas/privacy.ts';
import { reconcileEventSchema } from '../../schemas/reconcile.ts';
import { replayEventSchema } from '../../schemas/replay.ts';
import { UsageError } from './usage-error.ts';

const refusalSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), mend: z.string() }),
});

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** The operations of the running instance, over its API. */
export function apiOperations(url: string, token: string): Operations {
  const authorization = `Bearer ${token}`;
  const ask: Ask = (path, init) =>
    fetch(`${url}${path}`, {
      ...init,
      redirect: 'error',
      headers: { authorization, 'content-type': 'application/json' },
    });
  return {
    deadLetters: async (selection) =>
      letterListSchema.parse(await answer(await ask(`/v1/dead-letters?${query(selection)}`))),
    deadLetter: async (id) => {
      const response = await ask(`/v1/dead-letters/${encodeURIComponent(id)}`);
      return response.status === 404 ? undefined : letterSchema.parse(await answer(response));
    },
    replayDeadLetters: async (request) =>
      letterReplaySchema.parse(await answer(await post(ask, '/v1/dead-letters/replay', request))),
    applyGoals: async (request) =>
      applyResultSchema.parse(await answer(await post(ask, '/v1/goals/apply', request))),
    checkGoals: async () => goalCheckSchema.parse(await answer(await ask('/v1/goals/check'))),
    goalsInForce: async () => goalListSchema.parse(await answer(await ask('/v1/goals'))),
    goalHistory: async (id) => {
      const response = await ask(`/v1/goals/${encodeURIComponent(id)}/history`);
      return response.status === 404 ? undefined : goalHistorySchema.parse(await answer(response));
    },
    privacyRequests: async () => privacyListSchema.parse(await answer(await ask('/v1/privacy'))),
    privacyExport: async (id) => {
      const response = await ask(`/v1/privacy/${encodeURIComponent(id)}`);
      return response.status === 404
        ? undefined
        : privacyExportSchema.parse(await answer(response));
    },
    cancelPrivacy: async (id) => {
      const path = `/v1/privacy/${encodeURIComponent(id)}/cancel`;
      const response = await post(ask, path, {});
      if (response.status === 404) return undefined;
      if (response.status !== 409) return privacyCancelSchema.parse(await answer(response));
      const { error } = refusalSchema.parse(await response.json());
      return { id, cancelled: false, message: error.message };
    },
    replay: (request, signal) =>
      stepsOf(replayEventSchema, () => post(ask, '/v1/replay', request, signal)),
    reconcile: (request, signal) =>
      stepsOf(reconcileEventSchema, () => post(ask, '/v1/reconcile', request, signal)),
  };
}

type Event<P, R> =
  | { readonly progress: P }
  | { readonly result: R }
  | { readonly error: { readonly code: string; readonly message: string; readonly mend: string } };

/** What an operation that answers in lines goes through. */
async function* stepsOf<P, R>(
  schema: z.ZodType<Event<P, R>>,
  send: () => Promise<Response>,
): AsyncGenerator<P, R> {
  const response = await send();
  if (!response.ok || response.body === null) throw refusal(response, await response.json());
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
    const event = schema.parse(JSON.parse(line));
    if ('result' in event) return event.result;
    if ('error' in event) throw refusal(response, event);
    yield event.progress;
  }
  throw new Error('the running goalstream ended in the middle of it; run it again');
}

function post(ask: Ask, path: string, body: object, signal?: AbortSignal): Promise<Response> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  return ask(path, signal === undefined ? init : { ...init, signal });
}

function query(selection: LetterSelection): string {
  return new URLSearchParams(
    Object.entries(selection).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
}

async function answer(response: Response): Promise<unknown> {
  const json: unknown = await response.json();
  if (response.ok) return json;
  throw refusal(response, json);
}

/** What the caller can mend is a wrong usage; anything else a failure. */
function refusal({ status }: Response, json: unknown): Error {
  const told = refusalSchema.safeParse(json);
  if (!told.success) return new Error(`the running goalstream answered ${status}`);
  const { code, message, mend } = told.data.error;
  const text = `${message}. Mend: ${mend}`;
  return status === 400 || code === 'bad_selection'
    ? new UsageError(text)
    : new Error(`the running goalstream: ${text}`);
}
