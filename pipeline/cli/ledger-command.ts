import type { Command } from 'commander';
import { tellDamage } from './damage-text.ts';
import type { LedgerSelection } from '../../dashboards/api/read-side.ts';
import { ledgerSummary, ledgerTable } from './ledger.ts';
import { ownerSums, ownerSumsTable } from './owner-sums.ts';
import { printJson, wantsJson } from './output.ts';
import type { Session } from './session.ts';
import { checkRange, dayValue, textValue, wholeNumber } from './option-values.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface Options extends Common {
  readonly goal?: string;
  readonly owner?: string;
  readonly order?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}

/** Adds `goalstream ledger`. */
export function registerLedger(program: Command): void {
  program
    .command('ledger')
    .description('what was counted: of one goal entry by entry, or in sums')
    .addOption(configOption())
    .option('--goal <id>', 'a goal, or a remainder such as unattributed/company', textValue)
    .option(
      '--owner <id>',
      'an owner’s part: of each entry, or without --goal of each of their goals',
      textValue,
    )
    .option('--from <day>', 'first local day', dayValue)
    .option('--to <day>', 'last local day', dayValue)
    .option(
      '--limit <n>',
      'entries shown (default: 50 on a terminal, all in a pipe)',
      wholeNumber(1),
    )
    .option(
      '--order <name>',
      'with --goal: one order alone, by its number or its name such as #1001',
      textValue,
    )
    .addOption(jsonOption())
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { goal, owner, order, from, to, limit } = options;
  const range = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  if (goal === undefined && owner === undefined && (from !== undefined || to !== undefined)) {
    throw new UsageError('--from and --to go with --goal or --owner. Mend: name one of them.');
  }
  if (goal === undefined && order !== undefined) {
    throw new UsageError('--order goes with --goal. Mend: name a goal; attain lists them.');
  }
  if (goal === undefined && limit !== undefined) {
    throw new UsageError('--limit goes with --goal. Mend: name the goal whose entries you want.');
  }
  checkRange(from, to);
  await withSession(options.config, {}, async (session) => {
    const json = wantsJson(options.json);
    if (goal !== undefined) {
      const selection = { ...range, ...(order === undefined ? {} : { order }) };
      return entries(session, goal, options, selection, json);
    }
    if (owner !== undefined) {
      const report = await session.attainment({ owner });
      tellDamage(report.damage);
      const sums = ownerSums(report.goals, owner, range);
      if (json) printJson(sums);
      else process.stdout.write(`${ownerSumsTable(sums)}\n`);
      return;
    }
    const report = await session.attainment();
    tellDamage(report.damage);
    if (json) printJson(report.metrics);
    else process.stdout.write(`${ledgerSummary(report)}\n`);
  });
}

async function entries(
  session: Session,
  goal: string,
  { owner, limit }: Options,
  range: Pick<LedgerSelection, 'from' | 'to' | 'order'>,
  json: boolean,
): Promise<void> {
  const shown = limit ?? (json ? 1_000_000_000 : 50);
  const of = owner === undefined ? {} : { owner };
  const page = await session.ledger(goal, { ...range, ...of, limit: shown });
  if (page === undefined) {
    throw new UsageError(`there is no goal ${goal}. Mend: goalstream attain lists them.`);
  }
  if (json) printJson(page);
  else process.stdout.write(`${ledgerTable(page)}\n`);
}
