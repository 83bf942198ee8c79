import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { openBody, readHead, tooLarge } from './body.ts';
import type { Database, Session } from './database.ts';
import { Failure } from './failure.ts';
import type { Gate } from './gate.ts';
import { checkFormat, type ReaderStatement, readStatement } from './reader-statement.ts';
import type { Reply } from './reply.ts';
import { type Answer, databaseOf, formatOf, summaryOf, textOf } from './request.ts';
import { RowPipe } from './row-pipe.ts';
import { identifier, readerParametersOf, readerSettingsOf, READER_SECONDS } from './settings.ts';

/** How long a statement may take to come in, ms. */
const BODY_MS = 15_000;
/** How long a statement goes on after its time is over, at most, before the engine has to end, ms. */
const GRACE_MS = 15_000;
/** Bytes that wait for the end of a statement, so that what fails early fails with a status of its own. */
const HELD_BYTES = 1_048_576;

export interface ReaderDoorOptions {
  readonly database: Database;
  readonly gate: Gate;
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
  readonly #pipes: RowPipe[] = [];

  constructor(options: ReaderDoorOptions) {
    this.#options = options;
  }

  /** Answers a reader's request. Throws Failure. */
  async answer({ request, response, url, reply }: Answer): Promise<void> {
    this.#checkOpen();
    const database = readerDatabaseOf(request, url);
    const fallback = formatOf(request, url);
    checkFormat(fallback, this.#options.database.vocabulary);
    const text = await readText(request, url);
    reply.beImpatient();
    await this.#options.gate.run(async () => {
      if (response.destroyed) return;
      const overdue = setTimeout(this.#options.onStuck, READER_SECONDS * 1000 + GRACE_MS);
      try {
        const statement = await this.#judged(url, text);
        reply.header('X-ClickHouse-Query-Id', url.get('query_id') ?? randomUUID());
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
    const { database, memoryBytes } = this.#options;
    const settings = readerParametersOf(url, memoryBytes);
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
    const { memoryBytes } = this.#options;
    const settings = readerSettingsOf(url, memoryBytes, statement.settings);
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
    const pipe = this.#pipes.pop() ?? (await RowPipe.make(this.#options.database.spillDir));
    const held: Buffer[] = [];
    let size = 0;
    const release = async (): Promise<void> => {
      for (const bytes of held.splice(0)) await reply.write(bytes);
    };
    try {
      const into = `${sql} INTO OUTFILE '${pipe.path}' TRUNCATE COMPRESSION 'none' FORMAT ${identifier(format)}`;
      const result = await pipe.carry(
        () => session.run(into),
        async (bytes) => {
          held.push(bytes);
          size += bytes.length;
          if (size > HELD_BYTES) await release();
        },
        cancel,
      );
      if (size <= HELD_BYTES) reply.header('X-ClickHouse-Summary', summaryOf(result));
      await release();
      reply.end();
    } finally {
      this.#pipes.push(pipe);
    }
  }
}

function readerDatabaseOf(request: IncomingMessage, url: URLSearchParams): string | undefined {
  const name = databaseOf(request, url);
  if (name?.toLowerCase() === identifier('system')) {
    throw new Failure(497, 'ACCESS_DENIED', 'Not enough privileges: name system tables in full');
  }
  return name;
}

async function readText(request: IncomingMessage, url: URLSearchParams): Promise<string> {
  const timer = setTimeout(
    () => request.destroy(new Error('the statement did not come in time')),
    BODY_MS,
  );
  try {
    const head = await readHead(openBody(request));
    const text = textOf(url.get('query') ?? '', head);
    if (!head.ended) throw tooLarge();
    if (text.trim() === '') throw new Failure(62, 'SYNTAX_ERROR', 'Syntax error: Empty query');
    request.setTimeout(0);
    return text;
  } finally {
    clearTimeout(timer);
  }
}
