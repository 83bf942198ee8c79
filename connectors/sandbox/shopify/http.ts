import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { HttpFault } from './faults.ts';

/** Bytes of a file, the first and how many. */
export interface FilePart {
  readonly path: string;
  readonly start: number;
  readonly length: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | FilePart;
}

export function json(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

export const NOT_FOUND = json(404, { errors: 'Not Found' });

const HTML: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>',
};

/** A body that should be a JSON object. */
export function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null;
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Answers a request, as a fault has it. `work` gives the right answer. */
export async function answer(
  response: ServerResponse,
  fault: HttpFault | undefined,
  work: () => Promise<Answer> | Answer,
): Promise<void> {
  if (fault?.kind === 'delay') await setTimeout(fault.ms, undefined, { ref: false });
  if (fault?.kind === 'reset') response.destroy();
  else if (fault?.kind === 'silence') await (fault.executed === true ? work() : undefined);
  else await send(response, insteadOf(fault) ?? (await work()), fault);
}

function insteadOf(fault: HttpFault | undefined): Answer | undefined {
  if (fault?.kind === 'html') return HTML;
  if (fault?.kind !== 'status') return undefined;
  const { headers, ...rest } = json(fault.status, { errors: messageOf(fault.status) });
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
  return { ...rest, headers: { ...headers, ...retry } };
}

function messageOf(status: number): string {
  if (status === 429) return 'Exceeded 2 calls per second for api client.';
  return status === 503 ? 'Service Unavailable' : 'Internal Server Error';
}

async function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  fault: HttpFault | undefined,
): Promise<void> {
  const whole = typeof body === 'string' ? Buffer.from(body) : body;
  const cut = fault?.kind === 'cut' ? fault : undefined;
  const end = cut
    ? Math.min(whole.length, cut.atByte ?? Math.floor(whole.length / 2))
    : whole.length;
  const told = cut?.looksWhole === true ? end : whole.length;
  response.writeHead(status, {
    ...headers,
    'content-length': told,
    'x-request-id': randomUUID(),
  });
  if (Buffer.isBuffer(whole)) await write(response, whole.subarray(0, end));
  else if (end > 0) await stream(response, whole, end);
  if (end === told) response.end();
  else response.destroy();
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => resolve());
  });
}

async function stream(response: ServerResponse, part: FilePart, length: number): Promise<void> {
  const end = part.start + length - 1;
  await pipeline(createReadStream(part.path, { start: part.start, end }), response, { end: false });
}
