import type { Command } from 'commander';
import type { PrivacyExport, PrivacyRequest } from '../../schemas/privacy.ts';
import { printJson, table, wantsJson } from './output.ts';
import { plural } from './plural.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

/** Adds `goalstream privacy list`, `show` and `cancel`. */
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
  privacy
    .command('cancel')
    .description('take back a request to forget that still waits: nobody is forgotten by it')
    .argument('<id>', 'the request’s id, as list tells it')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(cancel);
}

async function cancel(id: string, options: Common): Promise<void> {
  await withSession(options.config, { counted: false, agree: false }, async (session) => {
    const result = await session.operations.cancelPrivacy(id);
    if (result === undefined) throw noSuchRequest(id);
    if (!result.cancelled) process.exitCode = 1;
    if (wantsJson(options.json)) printJson(result);
    else process.stdout.write(`${result.message}\n`);
  });
}

function noSuchRequest(id: string): UsageError {
  return new UsageError(
    `there is no request ${id}. Mend: goalstream privacy list shows the requests.`,
  );
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
    if (found === undefined) throw noSuchRequest(id);
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
      doneText(request),
      outcome(request),
    ]),
  );
}

function doneText({ cancelledAt, doneAt, dueAt = 0, state }: PrivacyRequest): string {
  if (state === 'cancelled') return `cancelled ${new Date(cancelledAt ?? 0).toISOString()}`;
  if (doneAt !== undefined) return new Date(doneAt).toISOString();
  return dueAt > Date.now() ? `waits until ${new Date(dueAt).toISOString()}` : 'not yet';
}

function outcome(request: PrivacyRequest): string {
  const { counts, dueAt = 0, kind, message, state } = request;
  if (state === 'cancelled') return 'nobody was forgotten by it';
  if (state === 'asked' && dueAt > Date.now()) {
    return `goalstream privacy cancel ${request.id} takes it back`;
  }
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
