import type { Story } from './story.ts';

/** One row of a table before grouping: its day, its dimensions and its counts (money in øre). */
export interface ReportRow {
  readonly day: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a table is asked for: local days as numbers, both included, as known at an instant (ms). */
export interface ReportScope {
  readonly first: number;
  readonly last: number;
  readonly now: number;
  readonly seed: string;
  readonly ordersPerDay: number;
  readonly stories: Iterable<Story>;
}

export interface ReportSource {
  /** Each metric's type in Shopify's words. */
  readonly metrics: Readonly<Record<string, 'MONEY' | 'INTEGER'>>;
  readonly dimensions: readonly string[];
  readonly rows: (scope: ReportScope) => ReportRow[];
}
