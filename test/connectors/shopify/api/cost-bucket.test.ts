import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bucketOf,
  lose,
  reserve,
  settle,
  waitFor,
} from '../../../../connectors/shopify/api/cost-bucket.ts';
import { Simulation } from './cost-simulation.ts';

const links = fc.record({
  seed: fc.string(),
  maximum: fc.constantFrom(1_000, 2_000, 20_000),
  restoreRate: fc.constantFrom(50, 100, 1_000),
  largest: fc.integer({ min: 2, max: 900 }),
  used: fc.double({ min: 0, max: 1, noNaN: true }),
  slowest: fc.integer({ min: 1, max: 3_000 }),
  atOnce: fc.integer({ min: 1, max: 12 }),
  available: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('no request is ever throttled, however many are under way and in whatever order answers come', () => {
  fc.assert(
    fc.property(links, (link) => {
      expect(new Simulation(link).run(150).throttled).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('nothing of the bucket is wasted while there is work', () => {
  fc.assert(
    fc.property(links, (given) => {
      // As Shopify has it, and enough under way for the time that requests take.
      const maximum = 20 * given.restoreRate;
      const largest = Math.min(given.largest, maximum / 4);
      const fast = (largest * given.atOnce * given.used * 1_000) / (8 * given.restoreRate);
      fc.pre(fast >= 1);
      const slowest = Math.min(given.slowest, Math.floor(fast));
      const link = { ...given, maximum, largest, slowest };
      const requests = Math.ceil((10 * maximum) / (largest * Math.max(0.1, given.used)));
      const { taken, ms } = new Simulation(link).run(Math.min(4_000, requests));
      const allowed = (ms / 1_000) * link.restoreRate + link.available * maximum;
      fc.pre(allowed > 4 * maximum);
      expect(taken).toBeGreaterThan(0.95 * allowed - largest);
    }),
    { numRuns: 200 },
  );
});

const TOLD = { maximum: 2_000, restoreRate: 100, available: 1_000, actual: 0 };

test('what is under way counts in full until its answer comes', () => {
  const [bucket, sent] = reserve(bucketOf(TOLD, 0), 900, 0);
  expect(waitFor(bucket, 200, 0)).toBe(1_000);
  const settled = settle(bucket, sent, { ...TOLD, available: 950, actual: 50 }, 0);
  expect(waitFor(settled, 950, 0)).toBe(0);
  expect(waitFor(settled, 951, 0)).toBe(10);
});

test('what somebody else takes is believed at once', () => {
  const [bucket, sent] = reserve(bucketOf(TOLD, 0), 10, 0);
  const settled = settle(bucket, sent, { ...TOLD, available: 20, actual: 10 }, 100);
  expect(waitFor(settled, 100, 100)).toBe(800);
});

test('a request without an answer may have taken all of it, until another answer tells', () => {
  const [before, lost] = reserve(bucketOf(TOLD, 0), 900, 0);
  const bucket = lose(before, lost, 0);
  expect(waitFor(bucket, 200, 0)).toBe(1_000);
  const [next, sent] = reserve(bucket, 100, 0);
  const settled = settle(next, sent, { ...TOLD, available: 990, actual: 10 }, 0);
  expect(waitFor(settled, 990, 0)).toBe(0);
});

test('a request larger than the bucket waits for a full one', () => {
  const bucket = bucketOf({ ...TOLD, available: 2_000 }, 0);
  expect(waitFor(bucket, 3_000, 0)).toBe(0);
  const [used] = reserve(bucket, 3_000, 0);
  expect(waitFor(used, 3_000, 0)).toBe(Infinity);
});

test('a shop that moves to another plan is followed', () => {
  const [bucket, sent] = reserve(bucketOf(TOLD, 0), 10, 0);
  const told = { maximum: 20_000, restoreRate: 1_000, available: 9_000, actual: 10 };
  const settled = settle(bucket, sent, told, 10);
  expect(waitFor(settled, 10_000, 10)).toBe(1_000);
});
