import type { Random } from '../../random.ts';
import type { Book } from './book.ts';
import type { Rates } from './rates.ts';
import type { Base, Story } from './story.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const STAFF = ['Signe Holm', 'Jonas Krag', 'Amira Said', 'Lars Bech'] as const;
export const LOCATIONS = ['Aarhus warehouse', 'Nørrebro store', 'Odense store'] as const;

/** What the parts of a story are told from. */
export interface Plot {
  /** What the sample shop's generator decided. */
  readonly base: Base;
  /** Whole seconds, as ms. */
  readonly createdAt: number;
  readonly source: Story['source'];
  readonly huge: boolean;
  readonly random: Random;
  /** For what was thought of later: it leaves the choices above as they are. */
  readonly more: Random;
  readonly rates: Rates;
  readonly book: Book;
}

/** The first instant (ms) on a grid that is not before another; carriers and jobs report so. */
export function onGrid(at: number, step: number): number {
  return Math.ceil(at / step) * step;
}

export function anyStaff(random: Random): number {
  return random.whole(0, STAFF.length - 1);
}
