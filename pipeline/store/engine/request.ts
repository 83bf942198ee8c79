import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Head } from './body.ts';
import { Failure } from './failure.ts';
import type { NativeResult } from './native.ts';
import type { Reply } from './reply.ts';
import { identifier } from './settings.ts';

/** A request to be answered. */
export interface Answer {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URLSearchParams;
  readonly reply: Reply;
}

/** The database that the request names, in the form of an identifier. */
export function databaseOf(request: IncomingMessage, url: URLSearchParams): string | undefined {
  const name = String(request.headers['x-clickhouse-database'] ?? url.get('database') ?? '');
  return name === '' ? undefined : identifier(name);
}

/** The format that the request asks for outside its statement. */
export function formatOf(request: IncomingMessage, url: URLSearchParams): string {
  return String(
    request.headers['x-clickhouse-format'] ?? url.get('default_format') ?? 'TabSeparated',
  );
}

/** The query's id: what the client calls it, or a new one. Throws Failure 36 on one that fits no header. */
export function queryIdOf(url: URLSearchParams): string {
  const id = url.get('query_id') ?? '';
  if (id === '') return randomUUID();
  if (/^[\u0021-\u007e]{1,200}$/.test(id)) return id;
  throw new Failure(
    36,
    'BAD_ARGUMENTS',
    'query_id must be up to 200 visible ASCII characters',
    400,
  );
}

/** The statement: what the URL has, and the body after it. */
export function textOf(asked: string, { bytes }: Head): string {
  const body = bytes.toString('utf8');
  return asked === '' ? body : `${asked}\n${body}`;
}

/** What the statement read and wrote, as clients look for it in a header. */
export function summaryOf(result: NativeResult): string {
  return JSON.stringify({
    read_rows: String(result.rowsRead),
    read_bytes: String(result.bytesRead),
    written_rows: String(result.rowsWritten ?? 0),
  });
}
