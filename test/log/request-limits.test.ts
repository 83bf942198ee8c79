import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { quietIdleTimers } from '../../pipeline/log/kafka/idle.ts';

interface Queue {
  scheduleRequestTimeoutCheck(): void;
  push(request: object): void;
  fulfillRequest(response: { correlationId: number; payload: Buffer; size: number }): void;
  destroy(): void;
}

const RequestQueue: new (options: object) => Queue = createRequire(import.meta.url)(
  'kafkajs/src/network/requestQueue',
);
quietIdleTimers();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LIMIT = 10_000;

/** A connection's queue, with what became of its requests. */
function connection() {
  const ended: Record<number, string> = {};
  const state = { connected: true };
  const silent = { debug: () => undefined, warn: () => undefined };
  const queue = new RequestQueue({
    requestTimeout: LIMIT,
    enforceRequestTimeout: true,
    logger: silent,
    isConnected: () => state.connected,
  });
  queue.scheduleRequestTimeoutCheck();
  const send = (correlationId: number, requestTimeout?: number): void => {
    const resolve = (): void => void (ended[correlationId] = 'answered');
    const reject = (error: Error): void => void (ended[correlationId] = error.name);
    const entry = { correlationId, apiKey: 3, apiName: 'Metadata', apiVersion: 6, resolve, reject };
    queue.push({ entry, expectResponse: true, requestTimeout, sendRequest: () => undefined });
  };
  return { queue, send, ended, state };
}

const OVERDUE = 'KafkaJSRequestTimeoutError';

test('each request ends when its own time is over', () => {
  const { queue, send, ended } = connection();
  send(1);
  vi.advanceTimersByTime(4_000);
  send(2);
  send(3, 2 * LIMIT);
  send(4);
  queue.fulfillRequest({ correlationId: 4, payload: Buffer.alloc(0), size: 0 });
  vi.advanceTimersByTime(LIMIT - 4_000);
  expect(ended).toEqual({ 4: 'answered' });
  vi.advanceTimersByTime(10);
  expect(ended).toEqual({ 1: OVERDUE, 4: 'answered' });
  vi.advanceTimersByTime(4_000);
  expect(ended).toEqual({ 1: OVERDUE, 2: OVERDUE, 4: 'answered' });
  vi.advanceTimersByTime(LIMIT);
  expect(ended[3]).toBe(OVERDUE);
  queue.destroy();
});

test('an idle connection wakes once in the time of a request, a closed one no more', () => {
  const { queue, send, ended, state } = connection();
  const looks = vi.spyOn(Date, 'now');
  vi.advanceTimersByTime(10 * LIMIT);
  expect(looks.mock.calls.length).toBeLessThan(20);
  send(1);
  state.connected = false;
  vi.advanceTimersByTime(2 * LIMIT);
  expect(ended[1]).toBe(OVERDUE);
  expect(vi.getTimerCount()).toBe(0);
  looks.mockRestore();
  queue.destroy();
});
