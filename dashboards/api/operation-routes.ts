import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { letterReplayRequestSchema } from '../../schemas/dead-letters.ts';
import { applyRequestSchema } from '../../schemas/goal-history.ts';
import { reconcileRequestSchema } from '../../schemas/reconcile.ts';
import { replayRequestSchema } from '../../schemas/replay.ts';
import { ApiError, errorBody, noSuchGoal, toApiError } from './errors.ts';
import { letterSelectionOf, lettersQuerySchema } from './operation-queries.ts';
import type { Operations } from './operations.ts';
import { readBody, readQuery } from './read-input.ts';
import { requireToken } from './security.ts';

/** The routes of those who run the pipeline. All need the token: letters hold records as they came. */
export function serveOperations(
  server: FastifyInstance,
  operations: Operations,
  token: string | undefined,
): void {
  server.get('/v1/dead-letters', async (request) => {
    requireToken(request.headers.authorization, token);
    const query = readQuery(lettersQuerySchema, request.query);
    return operations.deadLetters(letterSelectionOf(query));
  });

  server.get<{ Params: { id: string } }>('/v1/dead-letters/:id', async (request) => {
    requireToken(request.headers.authorization, token);
    const letter = await operations.deadLetter(request.params.id);
    if (letter !== undefined) return letter;
    throw new ApiError(
      404,
      'no_such_letter',
      'There is no such dead letter.',
      'GET /v1/dead-letters?all=true lists the letters.',
    );
  });

  server.post('/v1/dead-letters/replay', async (request) => {
    requireToken(request.headers.authorization, token);
    return operations.replayDeadLetters(readBody(letterReplayRequestSchema, request.body));
  });

  server.post('/v1/goals/apply', async (request) => {
    requireToken(request.headers.authorization, token);
    return operations.applyGoals(readBody(applyRequestSchema, request.body));
  });

  server.get('/v1/goals/check', async (request) => {
    requireToken(request.headers.authorization, token);
    return operations.checkGoals();
  });

  server.get('/v1/goals', async (request) => {
    requireToken(request.headers.authorization, token);
    return operations.goalsInForce();
  });

  server.get<{ Params: { id: string } }>('/v1/goals/:id/history', async (request) => {
    requireToken(request.headers.authorization, token);
    const history = await operations.goalHistory(request.params.id);
    if (history === undefined) throw noSuchGoal();
    return history;
  });

  server.get('/v1/privacy', async (request) => {
    requireToken(request.headers.authorization, token);
    return operations.privacyRequests();
  });

  server.get<{ Params: { id: string } }>('/v1/privacy/:id', async (request) => {
    requireToken(request.headers.authorization, token);
    const found = await operations.privacyExport(request.params.id);
    if (found !== undefined) return found;
    throw noSuchRequest();
  });

  server.post<{ Params: { id: string } }>('/v1/privacy/:id/cancel', async (request) => {
    requireToken(request.headers.authorization, token);
    const result = await operations.cancelPrivacy(request.params.id);
    if (result === undefined) throw noSuchRequest();
    if (result.cancelled) return result;
    throw new ApiError(409, 'too_late', result.message, 'GET /v1/privacy tells what came of it.');
  });

  server.post('/v1/replay', async (request, reply) => {
    requireToken(request.headers.authorization, token);
    const wanted = readBody(replayRequestSchema, request.body);
    return answerInLines(reply, (signal) => operations.replay(wanted, signal));
  });

  server.post('/v1/reconcile', async (request, reply) => {
    requireToken(request.headers.authorization, token);
    const wanted = readBody(reconcileRequestSchema, request.body);
    return answerInLines(reply, (signal) => operations.reconcile(wanted, signal));
  });
}

function noSuchRequest(): ApiError {
  return new ApiError(
    404,
    'no_such_request',
    'There is no such request.',
    'GET /v1/privacy lists the requests.',
  );
}

/** Answers a line for each step. The work ends where the caller goes away. */
function answerInLines(
  reply: FastifyReply,
  start: (signal: AbortSignal) => AsyncGenerator<unknown, unknown>,
): FastifyReply {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const steps = start(gone.signal);
  const onError = (error: unknown): void => {
    if (!gone.signal.aborted) reply.log.error({ error }, 'an operation failed');
  };
  return reply.type('application/x-ndjson').send(Readable.from(lines(steps, onError)));
}

/** Each step as a line of JSON. What fails after the first line is told in the last one. */
async function* lines(
  steps: AsyncGenerator<unknown, unknown>,
  onError: (error: unknown) => void,
): AsyncGenerator<string> {
  try {
    let step = await steps.next();
    for (; step.done !== true; step = await steps.next()) yield line({ progress: step.value });
    yield line({ result: step.value });
  } catch (error) {
    onError(error);
    yield line(errorBody(toApiError(error)));
  }
}

function line(event: object): string {
  return `${JSON.stringify(event)}\n`;
}
