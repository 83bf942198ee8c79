import type { Command } from 'commander';
import type { PrivacyExport, PrivacyRequest } from '../../schemas/privacy.ts';
import { printJson, table, wantsJson } from './output.ts';
import { plural } from './plural.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

/** Adds `goalstream privacy list` and `show`. */
export function registerPrivacy(program: Command): void {
  const privacy = program
    .command('privacy')
    .description('what people asked about their data, and what came of it');
  privacy
    .command('list')
    .description('all requests, newest first: to forget people, or to tell what is kept of them')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(list);
  privacy
    .command('show')
    .description('what is kept of the people that a request is about')
    .argument('<id>', 'the request’s id, as list tells it')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(show);
}

async function list(options: Common): Promise<void> {
  await withSession(options.config, { counted: false, agree: false }, async (session) => {
    const found = await session.operations.privacyRequests();
    if (wantsJson(options.json)) printJson(found);
    else process.stdout.write(`${requestsTable(found.requests)}\n`);
  });
}

async function show(id: string, options: Common): Promise<void> {
  await withSession(options.config, { counted: false, agree: false }, async (session) => {
    const found = await session.operations.privacyExport(id);
    if (found === undefined) {
      throw new UsageError(
        `there is no request ${id}. Mend: goalstream privacy list shows the requests.`,
      );
    }
    if (wantsJson(options.json)) printJson(found);
    else process.stdout.write(`${exportText(found)}\n`);
  });
}

function requestsTable(requests: readonly PrivacyRequest[]): string {
  if (requests.length === 0) return 'nobody has asked anything';
  return table(
    [
      { title: 'Id' },
      { title: 'Connection' },
      { title: 'Wish' },
      { title: 'Asked' },
      { title: 'Done' },
      { title: 'What came of it' },
    ],
    requests.map((request) => [
      request.id,
      request.connection,
      request.kind,
      new Date(request.askedAt).toISOString(),
      request.doneAt === undefined ? 'not yet' : new Date(request.doneAt).toISOString(),
      outcome(request),
    ]),
  );
}

function outcome({ counts, kind, message, state }: PrivacyRequest): string {
  const done = state === 'done';
  const parts = [
    ...(kind === 'redact-all' ? [done ? 'access destroyed' : 'access is being destroyed'] : []),
    ...(kind === 'data-request' ? ['goalstream privacy show tells it'] : []),
    ...(counts === undefined
      ? []
      : [
          `${plural(counts.people, 'key')}, ${plural(counts.facts, 'row')}, ${plural(counts.records, 'record')} and ${plural(counts.letters, 'dead letter')} renamed, ${plural(counts.days, 'day')} made anew`,
        ]),
    ...(message === undefined ? [] : [message]),
  ];
  return parts.join('; ');
}

function exportText({ request, facts }: PrivacyExport): string {
  const rows = facts.map(({ type, fact }) => [
    type,
    textOf(fact['day']),
    ['source', 'stream', 'id'].map((name) => textOf(fact[name])).join('/'),
    textOf(fact['order_id']),
  ]);
  const columns = ['Fact', 'Day', 'Id', 'Order'].map((title) => ({ title }));
  const head = requestsTable([request]);
  if (rows.length === 0) return `${head}\n\nnothing is kept that carries their keys`;
  return `${head}\n\n${table(columns, rows)}\n\n--json tells every field`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
