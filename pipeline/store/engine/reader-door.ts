import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { BiLimits } from './bi-limits.ts';
import { openBody, readHead, tooLarge } from './body.ts';
import type { Database, Session } from './database.ts';
import { Failure } from './failure.ts';
import { Gate } from './gate.ts';
import { checkFormat, type ReaderStatement, readStatement } from './reader-statement.ts';
import type { Reply } from './reply.ts';
import { type Answer, databaseOf, formatOf, queryIdOf, summaryOf, textOf } from './request.ts';
import { identifier, type ReaderBounds, readerParametersOf, readerSettingsOf } from './settings.ts';

/** The longest statement, bytes: the engine's own default. */
const MAX_BYTES = 262_144;
/** Bytes that wait for the end of a statement, so that what fails early fails with a status of its own. */
const HELD_BYTES = 1_048_576;

export interface ReaderDoorOptions {
  readonly database: Database;
  readonly limits: BiLimits;
  /** What one statement may take, bytes. */
  readonly memoryBytes: number;
  /** When the door opens, ms since 1970; it was shut after a statement that could not be ended. */
  readonly opensAt: number;
  /** Called once where a statement can't be ended. */
  readonly onStuck: () => void;
}

/** Where BI tools come in: what is behind it is not the product's own. */
export class ReaderDoor {
  readonly #options: ReaderDoorOptions;
  readonly #gate: Gate;
  readonly #bounds: ReaderBounds;

  constructor(options: ReaderDoorOptions) {
    this.#options = options;
    this.#gate = new Gate(options.limits);
    this.#bounds = { seconds: options.limits.seconds, memoryBytes: options.memoryBytes };
  }

  /** Answers a reader's request. Throws Failure. */
  async answer({ request, response, url, reply }: Answer): Promise<void> {
    this.#checkOpen();
    const { limits, onStuck } = this.#options;
    const database = readerDatabaseOf(request, url);
    const fallback = formatOf(request, url);
    checkFormat(fallback, this.#options.database.vocabulary);
    const text = await readText(request, url, limits.bodyMs);
    reply.beImpatient(limits);
    await this.#gate.run(async () => {
      if (response.destroyed) return;
      const overdue = setTimeout(onStuck, limits.seconds * 1000 + limits.graceMs);
      try {
        const statement = await this.#judged(url, text);
        reply.header('X-ClickHouse-Query-Id', queryIdOf(url));
        reply.header('X-ClickHouse-Format', statement.format ?? fallback);
        await this.#run({ request, response, url, reply }, database, statement, fallback);
      } finally {
        clearTimeout(overdue);
      }
    });
  }

  #checkOpen(): void {
    const seconds = Math.ceil((this.#options.opensAt - Date.now()) / 1000);
    if (seconds <= 0) return;
    throw new Failure(
      202,
      'TOO_MANY_SIMULTANEOUS_QUERIES',
      `A statement at this port could not be ended, so the engine was started again. BI tools may ask again in ${seconds} s`,
    );
  }

  async #judged(url: URLSearchParams, text: string): Promise<ReaderStatement> {
    const { database } = this.#options;
    const settings = readerParametersOf(url, this.#bounds);
    const session = await database.session(
      { role: 'bi', database: undefined, settings },
      randomUUID(),
    );
    try {
      return await readStatement(session, text, database.vocabulary);
    } finally {
      session.close();
    }
  }

  async #run(
    { response, url, reply }: Answer,
    database: string | undefined,
    statement: ReaderStatement,
    fallback: string,
  ): Promise<void> {
    const settings = readerSettingsOf(url, this.#bounds, statement.settings);
    const session = await this.#options.database.session(
      { role: 'bi', database, settings },
      randomUUID(),
    );
    const cancel = (): void => this.#options.database.kill(session);
    response.once('close', cancel);
    try {
      await this.#send(session, statement, statement.format ?? fallback, reply, cancel);
    } finally {
      response.off('close', cancel);
      session.close();
    }
  }

  async #send(
    session: Session,
    { sql }: ReaderStatement,
    format: string,
    reply: Reply,
    cancel: () => void,
  ): Promise<void> {
    const held: Buffer[] = [];
    let size = 0;
    const release = async (): Promise<void> => {
      for (const bytes of held.splice(0)) await reply.write(bytes);
    };
    const result = await this.#options.database.pipes.with((pipe) =>
      pipe.carry(
        () => session.run(`${sql} ${pipe.into} FORMAT ${identifier(format)}`),
        async (bytes) => {
          held.push(bytes);
          size += bytes.length;
          if (size > HELD_BYTES) await release();
        },
        cancel,
      ),
    );
    if (size <= HELD_BYTES) reply.header('X-ClickHouse-Summary', summaryOf(result));
    await release();
    reply.end();
  }
}

function readerDatabaseOf(request: IncomingMessage, url: URLSearchParams): string | undefined {
  const name = databaseOf(request, url);
  if (name?.toLowerCase() === identifier('system')) {
    throw new Failure(497, 'ACCESS_DENIED', 'Not enough privileges: name system tables in full');
  }
  return name;
}

async function readText(
  request: IncomingMessage,
  url: URLSearchParams,
  bodyMs: number,
): Promise<string> {
  const timer = setTimeout(
    () => request.destroy(new Error('the statement did not come in time')),
    bodyMs,
  );
  try {
    const head = await readHead(openBody(request));
    const text = textOf(url.get('query') ?? '', head);
    if (!head.ended || Buffer.byteLength(text) > MAX_BYTES) throw tooLarge();
    if (text.trim() === '') throw new Failure(62, 'SYNTAX_ERROR', 'Syntax error: Empty query');
    request.setTimeout(0);
    return text;
  } finally {
    clearTimeout(timer);
  }
}
