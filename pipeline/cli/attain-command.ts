import type { Command } from 'commander';
import { tellDamage } from './damage-text.ts';
import { attainTable } from './attain.ts';
import { printJson, wantsJson } from './output.ts';
import { dayValue, textValue } from './option-values.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface Options extends Common {
  readonly owner?: string;
  readonly team: boolean;
  readonly asOf?: string;
}

/** Adds `goalstream attain`. */
export function registerAttain(program: Command): void {
  program
    .command('attain')
    .description('each goal: owner, actual, target, attainment')
    .addOption(configOption())
    .option(
      '--owner <id>',
      'only the goals of this person and their team, or of this team',
      textValue,
    )
    .option('--team', 'with --owner: also the goals of those whom they manage', false)
    .option('--as-of <day>', 'as it stood at the end of this local day', dayValue)
    .addOption(jsonOption())
    .action(run);
}

async function run({ config, json, owner, team, asOf }: Options): Promise<void> {
  if (team && owner === undefined) {
    throw new UsageError('--team goes with --owner. Mend: name the manager with --owner.');
  }
  const selection = {
    ...(owner === undefined ? {} : { owner, team }),
    ...(asOf === undefined ? {} : { asOf }),
  };
  await withSession(config, {}, async (session) => {
    const report = await session.attainment(selection);
    if (wantsJson(json)) printJson(report);
    else process.stdout.write(`${attainTable(report, owner)}\n`);
    if (report.goals.some(({ state }) => state === 'damaged')) tellDamage(report.damage);
  });
}
