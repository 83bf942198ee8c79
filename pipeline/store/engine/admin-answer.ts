import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { type Head, MAX_STATEMENT_BYTES, openBody, readHead, spill, tooLarge } from './body.ts';
import type { Database, Session } from './database.ts';
import { Failure } from './failure.ts';
import type { Gate } from './gate.ts';
import type { Reply } from './reply.ts';
import { type Answer, databaseOf, formatOf, queryIdOf, summaryOf, textOf } from './request.ts';
import type { Sessions, SessionSpec } from './sessions.ts';
import { identifier, literal, settingsOf } from './settings.ts';
import { isPlain, parseInsert, parseStatement, startsWithInsert } from './statement.ts';

export interface AdminParts {
  readonly database: Database;
  readonly sessions: Sessions;
  readonly gate: Gate;
}

/** The statement to run, and the file of rows it reads, if any. */
interface Plan {
  readonly sql: string;
  readonly format: string;
  /** FORMAT and what is after it, where rows are to be streamed. */
  readonly tail?: string;
  /** Whether it leaves the session as it was. */
  readonly plain: boolean;
  readonly file?: string;
}

/** Runs the statement of the user who may do all. */
export async function answerAdmin(parts: AdminParts, answer: Answer): Promise<void> {
  const { request, response, url, reply } = answer;
  const spec: SessionSpec = {
    role: 'admin',
    database: databaseOf(request, url),
    settings: settingsOf(url),
  };
  const plan = await planOf(parts.database, request, url);
  try {
    request.setTimeout(0);
    reply.header('X-ClickHouse-Query-Id', queryIdOf(url));
    reply.header('X-ClickHouse-Format', plan.format);
    await parts.gate.run(async () => {
      if (!response.destroyed) await execute(parts, spec, plan, response, reply);
    });
  } finally {
    if (plan.file !== undefined) await rm(plan.file, { force: true });
  }
}

/** Runs the plan; its query is cancelled when the client goes. */
function execute(
  { database, sessions }: AdminParts,
  spec: SessionSpec,
  plan: Plan,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  return sessions.with(spec, async (session) => {
    const cancel = (): void => database.kill(session);
    response.once('close', cancel);
    try {
      if (plan.tail !== undefined) await sendRows(database, session, plan, reply, cancel);
      else await sendWhole(session, plan, reply);
    } finally {
      response.off('close', cancel);
    }
    return plan.plain && !response.destroyed;
  });
}

async function sendRows(
  database: Database,
  session: Session,
  plan: Plan,
  reply: Reply,
  cancel: () => void,
): Promise<void> {
  await database.pipes.with((pipe) =>
    pipe.carry(
      // What is before may end in a comment.
      () => session.run(`${plan.sql}\n${pipe.into} ${plan.tail}`),
      (bytes) => reply.write(bytes),
      cancel,
    ),
  );
  reply.end();
}

async function sendWhole(session: Session, plan: Plan, reply: Reply): Promise<void> {
  const result = await session.run(plan.sql, plan.format);
  reply.header('X-ClickHouse-Summary', summaryOf(result));
  if (result.bytes.length > 0) await reply.write(result.bytes);
  reply.end();
}

async function planOf(
  database: Database,
  request: IncomingMessage,
  url: URLSearchParams,
): Promise<Plan> {
  const asked = url.get('query') ?? '';
  const body = openBody(request);
  if (asked !== '' && startsWithInsert(asked) && parseInsert(asked) !== undefined) {
    return insertPlan(database, asked, { bytes: Buffer.alloc(0), ended: false }, body);
  }
  const head = await readHead(body);
  const text = textOf(asked, head);
  if (startsWithInsert(text) && parseInsert(text) !== undefined) {
    return insertPlan(database, asked, head, body);
  }
  if (!head.ended || text.length > MAX_STATEMENT_BYTES) throw tooLarge();
  const statement = parseStatement(text);
  const format = statement.format ?? formatOf(request, url);
  const plain = isPlain(statement);
  const { sql, formatAt } = statement;
  if (!statement.select) return { sql, format, plain };
  return {
    sql: sql.slice(0, formatAt),
    tail: formatAt === undefined ? `FORMAT ${identifier(format)}` : sql.slice(formatAt),
    format,
    plain,
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
  return { sql, format: 'TabSeparated', plain: true, file };
}

function fromLatin(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
