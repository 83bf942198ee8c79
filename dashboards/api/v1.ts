import type { FastifyInstance } from 'fastify';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import { ApiError, noSuchGoal } from './errors.ts';
import {
  attainmentOf,
  attainmentQuerySchema,
  ledgerQuerySchema,
  selectionOf,
  syncQuerySchema,
} from './queries.ts';
import { readQuery } from './read-input.ts';
import type { ReadSide } from './read-side.ts';
import { requireToken } from './security.ts';

/** The JSON routes. */
export function serveV1(
  server: FastifyInstance,
  readSide: ReadSide,
  token: string | undefined,
): void {
  server.get('/v1/attainment', async (request) => {
    const { goal, ...query } = readQuery(attainmentQuerySchema, request.query);
    const report = await readSide.attainment(attainmentOf(query));
    return goal === undefined ? report : onlyGoal(report, goal);
  });

  server.get<{ Params: { id: string } }>('/v1/goals/:id/ledger', async (request) => {
    const selection = selectionOf(readQuery(ledgerQuerySchema, request.query));
    const ledger = await readSide.ledger(request.params.id, selection);
    if (ledger === undefined) throw noSuchGoal();
    return ledger;
  });

  server.get('/v1/status', () => readSide.status());

  server.get('/v1/syncs', async () => ({ syncs: (await readSide.status()).connections }));

  server.post<{ Params: { name: string } }>(
    '/v1/connections/:name/sync',
    async (request, reply) => {
      requireToken(request.headers.authorization, token);
      const { newIndex, acceptShrink } = readQuery(syncQuerySchema, request.query);
      const traceparent = traceparentOf(request.headers['traceparent']);
      const answer = await readSide.runSync(request.params.name, {
        ...(newIndex === undefined ? {} : { newIndex: newIndex === 'true' }),
        ...(acceptShrink === undefined ? {} : { acceptShrink: acceptShrink === 'true' }),
        ...(traceparent === undefined ? {} : { traceparent }),
      });
      if (answer.kind === 'unknown') {
        throw new ApiError(
          404,
          'no_such_connection',
          'There is no such connection.',
          'GET /v1/syncs lists the connections.',
        );
      }
      return reply.code(202).send({ connection: request.params.name, command: answer.command });
    },
  );
}

/** A valid W3C trace context; anything else is left out, as the recommendation says. */
function traceparentOf(header: unknown): string | undefined {
  return typeof header === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(header)
    ? header
    : undefined;
}

function onlyGoal(report: AttainmentReport, id: string): AttainmentReport {
  const goals = report.goals.filter((goal) => goal.id === id);
  if (goals.length === 0) throw noSuchGoal();
  return { ...report, goals };
}
