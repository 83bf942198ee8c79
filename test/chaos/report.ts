import { table } from '../../pipeline/cli/output.ts';
import type { Verdict } from './compare.ts';
import type { Feeder } from './feeder.ts';
import type { ProxyCounts } from './proxy.ts';
import type { Pulls } from './pulls.ts';
import type { Judgement } from './verdicts.ts';
import type { Workers } from './workers.ts';

export interface Report {
  readonly faults: ReadonlyMap<string, number>;
  readonly rebalances: number;
  readonly workers: Workers;
  readonly proxy: ProxyCounts;
  readonly feeder: Feeder;
  readonly pulls: Pulls;
  /** How long faults happened, and the whole run, in seconds. */
  readonly chaosSeconds: number;
  readonly seconds: number;
  readonly judgement: Judgement;
  readonly verdicts: readonly Verdict[];
}

/** Prints what was done, what came of it and what is wrong. @returns the exit code. */
export function printReport(report: Report): number {
  print('Faults', faultRows(report));
  print('Passed through', flowRows(report));
  print(
    'Must be 0',
    report.verdicts.map(({ figure, count }) => [figure, count]),
  );
  for (const { figure, examples } of report.verdicts) {
    for (const example of examples) console.log(`${figure}: ${example}`);
  }
  for (const text of report.workers.unasked) console.log(text);
  const wrong = report.verdicts.reduce((sum, { count }) => sum + count, 0);
  const end = wrong === 0 ? 'exact: nothing lost, nothing double' : `${wrong} WRONG FIGURES`;
  console.log(`\n${end}, ${report.seconds.toFixed(0)} s`);
  return wrong === 0 ? 0 : 1;
}

type Row = readonly [what: string, count: number];

function faultRows({ faults, rebalances, workers, proxy }: Report): readonly Row[] {
  return [
    ...[...faults].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ['INSERTs answered 503', proxy.refused],
    ['INSERTs whose connection was closed', proxy.closed],
    ['INSERTs done whose answer was dropped', proxy.dropped],
    ['statements cut off by the engine going away', proxy.broken],
    ['workers that ended by themselves', workers.unasked.length],
    ['worker starts', workers.starts],
    ['rebalances', rebalances],
  ];
}

function flowRows({ proxy, feeder, pulls, judgement, ...times }: Report): readonly Row[] {
  return [
    ['seconds with faults', Math.round(times.chaosSeconds)],
    ['synthetic messages acknowledged', feeder.messages],
    ['appends tried again', feeder.retries],
    ['syncs asked for', pulls.asked],
    ['syncs that failed', pulls.failed],
    ['messages in the log', judgement.messages],
    ['facts that stand', judgement.facts],
    ['aggregates compared', judgement.cells],
    ['dead letters', judgement.deadLetters],
    ['dead letters that came again', judgement.repeatedLetters],
    ['statements to the store', proxy.statements],
    ['INSERTs among them', proxy.inserts],
  ];
}

function print(title: string, rows: readonly Row[]): void {
  const columns = [{ title }, { title: 'Count', align: 'right' as const }];
  console.log(
    `\n${table(
      columns,
      rows.map(([what, count]) => [what, count.toLocaleString('en')]),
    )}`,
  );
}
