import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { HttpFault } from './faults.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
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

export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** A body that should be a JSON object. */
export function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
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
  if (fault?.kind === 'reset' && fault.at === 'before') response.destroy();
  else if (fault?.kind === 'silence') await (fault.executed === true ? work() : undefined);
  else send(response, insteadOf(fault) ?? (await work()), fault);
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

function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  fault?: HttpFault,
): void {
  const whole = Buffer.from(body);
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  const sent = fault?.kind === 'truncated' ? half : whole;
  response.writeHead(status, {
    ...headers,
    'content-length': sent.length,
    'x-request-id': randomUUID(),
  });
  if (fault?.kind === 'reset') response.write(half, () => response.destroy());
  else response.end(sent);
}
