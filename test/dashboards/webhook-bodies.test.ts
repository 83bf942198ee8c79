import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bodies, type BodyLimits } from '../../dashboards/api/webhook-bodies.ts';

const LIMITS: BodyLimits = { largest: 100, calls: 4, total: 200, small: 20, patienceMs: 60_000 };

function started(bodies: Bodies, sent: number): { end: () => void; body: Promise<Buffer> } {
  const stream = new PassThrough();
  const place = bodies.enter(undefined);
  const body = place.read(stream);
  body.catch(() => undefined).finally(() => place.leave());
  stream.write(Buffer.alloc(sent, 'x'));
  return { end: () => stream.end(), body };
}

test('a body is given whole, and what it held is free once it is answered', async () => {
  const bodies = new Bodies(LIMITS);
  const place = bodies.enter(100);
  const stream = new PassThrough();
  const body = place.read(stream);
  stream.write('one ');
  stream.end('two');
  expect((await body).toString()).toBe('one two');
  expect(bodies.held).toBe(7);
  place.leave();
  place.leave();
  expect(bodies.held).toBe(0);
});

test('a body that says or grows to more than the largest is refused', async () => {
  const bodies = new Bodies(LIMITS);
  expect(() => bodies.enter(101)).toThrow(expect.objectContaining({ status: 413 }));
  await expect(started(bodies, 101).body).rejects.toMatchObject({ status: 413 });
  expect(bodies.held).toBe(0);
});

test('there is room for so many calls, and large ones leave some to small ones', async () => {
  const bodies = new Bodies(LIMITS);
  const large = [started(bodies, 75), started(bodies, 75)];
  await expect(started(bodies, 25).body).rejects.toMatchObject({ status: 503 });
  const small = [started(bodies, 20), started(bodies, 20)];
  expect(() => bodies.enter(1)).toThrow(expect.objectContaining({ status: 503 }));
  for (const { end } of [...large, ...small]) end();
  await Promise.all([...large, ...small].map(({ body }) => body));
  expect(bodies.held).toBe(0);
  expect(() => bodies.enter(1)).not.toThrow();
});

test('a body that does not go on, or whose caller goes, gives up its place', async () => {
  const bodies = new Bodies({ ...LIMITS, patienceMs: 5 });
  await expect(started(bodies, 50).body).rejects.toMatchObject({ status: 408 });
  const patient = new Bodies(LIMITS);
  const stream = new PassThrough();
  const lost = patient.enter(50).read(stream);
  stream.destroy();
  await expect(lost).rejects.toMatchObject({ status: 408 });
  expect(bodies.held).toBe(0);
});

test('whatever comes, in whatever pieces, no more is held than there is room for', async () => {
  const piece = fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 60 }));
  const property = fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
    const bodies = new Bodies({ ...LIMITS, calls: 8 });
    const streams = Array.from({ length: 8 }, () => new PassThrough());
    const calls = streams.map((stream) => ({ stream, place: bodies.enter(undefined) }));
    const reads = calls.map(async ({ stream, place }) =>
      place.read(stream).catch(() => place.leave()),
    );
    for (const [n, length] of pieces) {
      streams[n]?.write(Buffer.alloc(length));
      await new Promise((resolve) => void setImmediate(resolve));
      expect(bodies.held).toBeLessThanOrEqual(LIMITS.total);
    }
    for (const stream of streams) stream.destroy();
    await Promise.all(reads);
    for (const { place } of calls) place.leave();
    expect(bodies.held).toBe(0);
  });
  await fc.assert(property, { numRuns: 100 });
});
