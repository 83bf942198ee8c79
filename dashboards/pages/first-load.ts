import type { AttainmentReport, Freshness, GoalAttainment } from '../../schemas/attainment.ts';
import type { PageContext } from './context.ts';

/** So many facts that wait to be counted are a load, and not the news of the moment. */
const A_LOAD = 500;

/** How a goal is shown: `loading` is a state of the page alone, of a goal that can't be judged yet. */
export type ShownState = GoalAttainment['state'] | 'loading';

/** How far a first load is: streams that were read whole once, of all. */
export interface FirstLoad {
  readonly read: number;
  readonly all: number;
}

/** The first load that runs; undefined where all streams were read whole once, or none is being read. */
export function firstLoad({ freshness, processing }: AttainmentReport): FirstLoad | undefined {
  const read = freshness.filter(wasRead).length;
  const runs = processing.behind > 0 || freshness.some(({ state }) => state === 'running');
  return runs && read < freshness.length ? { read, all: freshness.length } : undefined;
}

function wasRead({ lastReadAt, lastSuccessAt }: Freshness): boolean {
  return lastReadAt !== undefined || lastSuccessAt !== undefined;
}

/**
 * A goal's state as far as it can be told: while a first load runs, or a heap of facts is still to be
 * counted, nothing is missed and nothing lacks data.
 */
export function shownState({ report }: PageContext, { state }: GoalAttainment): ShownState {
  if (state !== 'missed' && state !== 'nodata') return state;
  return firstLoad(report) !== undefined || report.processing.behind >= A_LOAD ? 'loading' : state;
}
