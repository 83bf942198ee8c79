import type { FastifyInstance } from 'fastify';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import { ApiError, noSuchGoal } from './errors.ts';
import { attainmentQuerySchema, ledgerQuerySchema, readQuery, selectionOf } from './queries.ts';
import type { ReadSide } from './read-side.ts';
import { requireToken } from './security.ts';

/** The JSON routes. */
export function serveV1(
  server: FastifyInstance,
  readSide: ReadSide,
  token: string | undefined,
): void {
  server.get('/v1/attainment', async (request) => {
    const { goal } = readQuery(attainmentQuerySchema, request.query);
    const report = await readSide.attainment();
    return goal === undefined ? report : onlyGoal(report, goal);
  });

  server.get<{ Params: { id: string } }>('/v1/goals/:id/ledger', async (request) => {
    const selection = selectionOf(readQuery(ledgerQuerySchema, request.query));
    const ledger = await readSide.ledger(request.params.id, selection);
    if (ledger === undefined) throw noSuchGoal();
    return ledger;
  });

  server.get('/v1/syncs', async () => ({ syncs: (await readSide.attainment()).freshness }));

  server.post<{ Params: { name: string } }>(
    '/v1/connections/:name/sync',
    async (request, reply) => {
      requireToken(request.headers.authorization, token);
      const state = await readSide.runSync?.(request.params.name);
      if (state === undefined) {
        throw new ApiError(
          501,
          'no_syncs_here',
          'This server runs no syncs.',
          'Run goalstream sync.',
        );
      }
      if (state === 'unknown') {
        throw new ApiError(
          404,
          'no_such_connection',
          'There is no such connection.',
          'GET /v1/syncs lists the connections.',
        );
      }
      return reply.code(202).send({ connection: request.params.name, state });
    },
  );
}

function onlyGoal(report: AttainmentReport, id: string): AttainmentReport {
  const goals = report.goals.filter((goal) => goal.id === id);
  if (goals.length === 0) throw noSuchGoal();
  return { ...report, goals };
}
