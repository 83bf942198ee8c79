import type { Command } from 'commander';
import {
  RECONCILE_CHECKS,
  type Compared,
  type Difference,
  type Impossible,
  type ReconcileReport,
  type ReconcileRequest,
} from '../../schemas/reconcile.ts';
import type { Project } from '../config/load-project.ts';
import { connectionOf } from './connection-option.ts';
import { tellDamage } from './damage-text.ts';
import { checkRange, dayValue, textValue } from './option-values.ts';
import { ProgressLine, printJson, table, wantsJson } from './output.ts';
import { plural } from './plural.ts';
import type { Session } from './session.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface Options extends Common {
  readonly connection?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Differences shown on a terminal. */
const SCREENFUL = 50;

/** Adds `goalstream reconcile`. */
export function registerReconcile(program: Command): void {
  program
    .command('reconcile')
    .description(
      'compare the sources’ totals, the facts, the ledger and the figures; locates what differs',
    )
    .addOption(configOption())
    .option('--connection <name>', 'source totals of this connection only', textValue)
    .option('--from <day>', 'first local day', dayValue)
    .option('--to <day>', 'last local day', dayValue)
    .addOption(jsonOption())
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { connection, from, to } = options;
  checkRange(from, to);
  const request = {
    ...(connection === undefined ? {} : { connection }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const check = (project: Project) => void connectionOf(project, connection);
  await withSession(options.config, { check }, async (session) => {
    const report = await reconciled(session, request);
    if (wantsJson(options.json)) printJson(report);
    else process.stdout.write(`${reportText(report)}\n`);
    if (!report.equal) process.exitCode = 1;
    tellDamage((await session.status()).damage);
  });
}

async function reconciled(
  { operations }: Session,
  request: ReconcileRequest,
): Promise<ReconcileReport> {
  const line = new ProgressLine();
  const steps = operations.reconcile(request);
  try {
    let step = await steps.next();
    for (; step.done !== true; step = await steps.next()) {
      line.show(`comparing ${step.value.check}: ${step.value.subject}`);
    }
    return step.value;
  } finally {
    line.clear();
  }
}

/** What was compared, what differs, and what to do. */
export function reportText(report: ReconcileReport): string {
  const { compared, differences, impossible, notes, equal } = report;
  const shown = differences.slice(0, SCREENFUL);
  const total = compared.reduce((sum, each) => sum + each.differences, 0);
  return [
    ...compared.map(comparedLine),
    ...impossible.map(impossibleLine),
    ...notes.map((note) => `      ${note}`),
    ...(shown.length === 0 ? [] : ['', differencesTable(shown)]),
    ...(total > shown.length ? [`… and ${total - shown.length} more`] : []),
    '',
    ...closing(report, equal, total),
  ].join('\n');
}

function closing(
  { compared, impossible }: ReconcileReport,
  equal: boolean,
  total: number,
): string[] {
  if (equal && impossible.length === 0) return ['everything that was compared is equal'];
  if (equal) {
    return ['everything that was compared is equal; what the source may not tell is said above'];
  }
  if (total > 0) return mendLines(compared);
  return ['nothing differs in what could be compared; what could not is said above'];
}

function impossibleLine({ check, subject, measure, reason, mend }: Impossible): string {
  const what = measure === undefined ? subject : `${measure} of ${subject}`;
  return `${check.padEnd(10)}  impossible to compare ${what}: ${reason}. ${mend}`;
}

function comparedLine({ check, subjects, figures, differences }: Compared): string {
  const counted = `${plural(figures, 'figure')} of ${subjects}`;
  const verdict = differences === 0 ? 'equal' : plural(differences, 'difference');
  return `${check.padEnd(10)}  ${RECONCILE_CHECKS[check]}: ${counted}, ${verdict}`;
}

function differencesTable(differences: readonly Difference[]): string {
  const columns = ['Check', 'Of', 'Measure', 'Day', 'Currency'].map((title) => ({ title }));
  const figures = ['Expected', 'Found'].map((title) => ({ title, align: 'right' as const }));
  return table(
    [...columns, ...figures],
    differences.map(({ check, subject, measure, day = 'all', currency = '', expected, found }) => [
      check,
      subject,
      measure,
      day,
      currency,
      expected,
      found,
    ]),
  );
}

function mendLines(compared: readonly Compared[]): string[] {
  return compared.flatMap(({ check, mend }) => (mend === undefined ? [] : [`${check}: ${mend}`]));
}
