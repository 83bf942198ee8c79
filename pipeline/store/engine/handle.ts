import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { type Head, MAX_STATEMENT_BYTES, openBody, readHead, spill, tooLarge } from './body.ts';
import type { Database, Session } from './database.ts';
import { Failure, toFailure } from './failure.ts';
import type { Gate } from './gate.ts';
import { guardReader } from './reader-guard.ts';
import { Reply } from './reply.ts';
import type { Sessions, SessionSpec } from './sessions.ts';
import { identifier, literal, settingsOf } from './settings.ts';
import { isPlain, parseInsert, parseStatement, startsWithInsert } from './statement.ts';
import { authenticate, type EngineUsers, type Role } from './users.ts';

export interface HandlerParts {
  readonly database: Database;
  readonly sessions: Sessions;
  readonly users: EngineUsers;
  readonly gates: Readonly<Record<Role, Gate>>;
}

const DISCARD_MS = 2_000;

/** Formats whose chunks can follow each other: no header, no footer. */
const STREAMED = new Set([
  'JSONEachRow',
  'JSONLines',
  'NDJSON',
  'JSONCompactEachRow',
  'JSONStringsEachRow',
  'TabSeparated',
  'JSONCompactStringsEachRow',
  'TSV',
  'TabSeparatedRaw',
  'TSVRaw',
  'CSV',
  'RowBinary',
  'LineAsString',
]);

/** The statement to run, and the file of rows it reads, if any. */
interface Plan {
  readonly sql: string;
  readonly format: string;
  readonly select: boolean;
  /** Whether it leaves the session as it was. */
  readonly plain: boolean;
  readonly file?: string;
}

/** Answers one request of ClickHouse's HTTP interface. Never throws. */
export async function handle(
  parts: HandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = new URL(request.url ?? '/', 'http://engine');
  if (target.pathname === '/ping') return void response.end('Ok.\n');
  const url = target.searchParams;
  const reply = new Reply(request, response, url, parts.database.version);
  try {
    const role = authenticate(request, url, parts.users);
    if (target.pathname !== '/')
      throw new Failure(36, 'BAD_ARGUMENTS', `There is no handle ${target.pathname}`, 404);
    if (request.method === 'GET' && url.get('query') === null) return void response.end('Ok.\n');
    await answer(parts, role, request, response, url, reply);
  } catch (error) {
    reply.fail(toFailure(error));
    discard(request);
  }
}

/** Lets the client finish sending for a while, so that it reads the answer rather than a reset. */
function discard(request: IncomingMessage): void {
  if (request.complete) return;
  request.unpipe();
  request.on('error', () => {});
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.destroy();
  }, DISCARD_MS).unref();
}

async function answer(
  parts: HandlerParts,
  role: Role,
  request: IncomingMessage,
  response: ServerResponse,
  url: URLSearchParams,
  reply: Reply,
): Promise<void> {
  refuseBlocks(url);
  const settings = settingsOf(url, role === 'bi');
  const spec = { role, database: databaseOf(request, url, role), settings };
  const plan = await planOf(parts.database, role, request, url);
  try {
    request.setTimeout(0);
    reply.header('X-ClickHouse-Query-Id', url.get('query_id') ?? randomUUID());
    reply.header('X-ClickHouse-Format', plan.format);
    await parts.gates[role].run(async () => {
      if (!response.destroyed) await execute(parts, spec, plan, response, reply);
    });
  } finally {
    if (plan.file !== undefined) await rm(plan.file, { force: true });
  }
}

/** Runs the plan; its query is cancelled when the client goes. */
function execute(
  { database, sessions }: HandlerParts,
  spec: SessionSpec,
  plan: Plan,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  return sessions.with(spec, async (session) => {
    const cancel = (): void => database.kill(session);
    response.once('close', cancel);
    try {
      if (plan.select && STREAMED.has(plan.format)) await sendStream(session, plan, reply);
      else await sendWhole(session, plan, reply);
    } finally {
      response.off('close', cancel);
    }
    return plan.plain && !response.destroyed;
  });
}

async function sendStream(session: Session, plan: Plan, reply: Reply): Promise<void> {
  for await (const bytes of session.stream(plan.sql, plan.format)) await reply.write(bytes);
  reply.end();
}

async function sendWhole(session: Session, plan: Plan, reply: Reply): Promise<void> {
  const result = await session.run(plan.sql, plan.format);
  reply.header(
    'X-ClickHouse-Summary',
    JSON.stringify({
      read_rows: String(result.rowsRead),
      read_bytes: String(result.bytesRead),
      written_rows: String(result.rowsWritten ?? 0),
    }),
  );
  if (result.bytes.length > 0) await reply.write(result.bytes);
  reply.end();
}

function refuseBlocks(url: URLSearchParams): void {
  if (url.get('compress') !== '1' && url.get('decompress') !== '1') return;
  throw new Failure(
    48,
    'NOT_IMPLEMENTED',
    'compress=1 and decompress=1 are not supported by the embedded engine: switch compression off, or use gzip by Accept-Encoding',
    501,
  );
}

/** The database in the form of an identifier. */
function databaseOf(
  request: IncomingMessage,
  url: URLSearchParams,
  role: Role,
): string | undefined {
  const name = request.headers['x-clickhouse-database'] ?? url.get('database') ?? undefined;
  if (name === undefined || name === '') return undefined;
  if (role === 'bi' && String(name).toLowerCase() === 'system') {
    throw new Failure(497, 'ACCESS_DENIED', 'Not enough privileges: name system tables in full');
  }
  return identifier(String(name));
}

async function planOf(
  database: Database,
  role: Role,
  request: IncomingMessage,
  url: URLSearchParams,
): Promise<Plan> {
  const asked = url.get('query') ?? '';
  const fallback = String(
    request.headers['x-clickhouse-format'] ?? url.get('default_format') ?? 'TabSeparated',
  );
  const body = openBody(request);
  if (
    role === 'admin' &&
    asked !== '' &&
    startsWithInsert(asked) &&
    parseInsert(asked) !== undefined
  ) {
    return insertPlan(database, asked, { bytes: Buffer.alloc(0), ended: false }, body);
  }
  const head = await readHead(body);
  const text =
    asked === '' ? head.bytes.toString('utf8') : `${asked}\n${head.bytes.toString('utf8')}`;
  if (role === 'admin' && startsWithInsert(text) && parseInsert(text) !== undefined) {
    return insertPlan(database, asked, head, body);
  }
  if (!head.ended || text.length > MAX_STATEMENT_BYTES) throw tooLarge();
  const statement = parseStatement(text);
  if (role === 'bi') guardReader(statement, database.denied);
  return {
    sql: statement.sql,
    format: statement.format ?? fallback,
    select: statement.select,
    plain: isPlain(statement),
  };
}

/** `latin1` keeps one character a byte, so that places in the text are places in the bytes. */
async function insertPlan(
  database: Database,
  asked: string,
  head: Head,
  body: Readable,
): Promise<Plan> {
  const start = Buffer.from(asked === '' ? '' : `${asked}\n`);
  const bytes = Buffer.concat([start, head.bytes]);
  const insert = parseInsert(bytes.toString('latin1'));
  if (insert === undefined)
    throw new Failure(62, 'SYNTAX_ERROR', 'Syntax error: INSERT without FORMAT or VALUES');
  const first = bytes.subarray(insert.dataAt);
  const file = await spill(database.spillDir, first, head.ended ? undefined : body);
  const sql = `${fromLatin(insert.into)} FROM INFILE ${literal(file)} COMPRESSION 'none' ${fromLatin(insert.settings)} FORMAT ${insert.format}`;
  return { sql, format: 'TabSeparated', select: false, plain: true, file };
}

function fromLatin(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
