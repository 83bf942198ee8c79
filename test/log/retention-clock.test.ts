import { expect, test } from 'vitest';
import { RetentionClock } from '../../pipeline/log/embedded/retention-clock.ts';

const DAY = 86_400_000;
const START = 1_000 * DAY;

test('a clock that runs as time passes is believed', () => {
  const clock = new RetentionClock({ wall: START, steady: 5 }, START - DAY);
  expect(clock.at({ wall: START + 3 * DAY, steady: 5 + 3 * DAY })).toBe(START + 3 * DAY);
  expect(clock.at({ wall: START - DAY, steady: 6 })).toBe(START - DAY);
});

test('at the start the clock is believed up to a week after the newest record', () => {
  const clock = new RetentionClock({ wall: START, steady: 0 }, START - 400 * DAY);
  expect(clock.at({ wall: START, steady: 0 })).toBe(START - 393 * DAY);
  expect(clock.at({ wall: START + DAY, steady: DAY })).toBe(START - 392 * DAY);
});

test('a clock that jumps ahead later is believed an hour at most', () => {
  const clock = new RetentionClock({ wall: START, steady: 0 }, START);
  expect(clock.at({ wall: START + 90 * DAY, steady: 1_000 })).toBe(START + 3_601_000);
});

test('records from the future take nothing back, and a new log goes by its clock', () => {
  expect(
    new RetentionClock({ wall: START, steady: 0 }, START + 400 * DAY).at({
      wall: START,
      steady: 0,
    }),
  ).toBe(START);
  expect(
    new RetentionClock({ wall: START, steady: 0 }, undefined).at({ wall: START, steady: 0 }),
  ).toBe(START);
});
