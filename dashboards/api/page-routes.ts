import type { FastifyInstance, FastifyReply } from 'fastify';
import { createContext } from '../pages/context.ts';
import { isLoading } from '../pages/freshness.ts';
import { goalPage } from '../pages/goal.ts';
import { ledgerViewPage } from '../pages/ledger.ts';
import { overviewPage } from '../pages/overview.ts';
import { noSuchGoal } from './errors.ts';
import { ledgerQuerySchema, selectionOf } from './queries.ts';
import { readQuery } from './read-input.ts';
import type { ReadSide } from './read-side.ts';

const RELOAD_SECONDS = 3;

/** The pages for people. They are made whole on the server and need no script. */
export function servePages(server: FastifyInstance, readSide: ReadSide, stylesheet: string): void {
  const context = async () => createContext(await readSide.attainment(), stylesheet);

  server.get<{ Querystring: { reload?: string } }>('/', async (request, reply) => {
    const page = await context();
    const reloads = isLoading(page) && request.query.reload !== 'off';
    if (reloads) reply.header('refresh', RELOAD_SECONDS);
    return send(reply, overviewPage(page, { reloads }));
  });

  server.get<{ Params: { id: string } }>('/goals/:id', async (request, reply) => {
    const page = await context();
    const goal = page.report.goals.find(({ id }) => id === request.params.id);
    if (goal === undefined) throw noSuchGoal();
    return send(reply, goalPage(page, goal));
  });

  server.get<{ Params: { id: string } }>('/goals/:id/ledger', async (request, reply) => {
    const query = readQuery(ledgerQuerySchema, request.query);
    const ledger = await readSide.ledger(request.params.id, selectionOf(query));
    if (ledger === undefined) throw noSuchGoal();
    const { owner, order, from, to, cursor } = query;
    const view = {
      ...(owner !== undefined && { owner }),
      ...(order !== undefined && { order }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(cursor !== undefined && { cursor }),
    };
    return send(reply, ledgerViewPage(await context(), ledger, view));
  });
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}
