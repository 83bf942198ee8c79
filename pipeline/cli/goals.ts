import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { ApplyRequest } from '../../schemas/goal-history.ts';
import { applyText, goalListText, historyText } from './goal-text.ts';
import { ProgressLine, printJson, wantsJson } from './output.ts';
import { dayValue, textValue } from './option-values.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface ApplyOptions extends Common {
  readonly reason?: string;
  readonly by?: string;
  readonly effective?: string;
  readonly dryRun: boolean;
}

/** Adds `goals apply|list|history`. */
export function registerGoals(goals: Command): void {
  const command = (name: string, description: string): Command =>
    goals.command(name).description(description).addOption(configOption()).addOption(jsonOption());

  command(
    'apply',
    'agree the goals as they are written now; facts are attributed anew where needed',
  )
    .option('--reason <text>', 'why; needed to change a goal that has started', textValue)
    .option('--by <name>', 'who changes them (default: this user)', textValue)
    .option(
      '--effective <day>',
      'first local day of changes to goals that have started; the days before keep the old goal (default: today)',
      dayValue,
    )
    .option('--dry-run', 'only tell what would change', false)
    .action(apply);

  command('list', 'the goals in force, with owner, window and revision').action(list);

  command('history', 'everything a goal has been: what changed, when, by whom and why')
    .argument('<goal>')
    .action(history);
}

async function apply(options: ApplyOptions): Promise<void> {
  const request = requestOf(options);
  await withSession(options.config, { counted: false, agree: false }, async (session) => {
    const result = await session.operations.applyGoals(request);
    if (!request.dryRun && result.changes.length > 0) await counted(session);
    if (wantsJson(options.json)) printJson(result);
    else process.stdout.write(`${applyText(result)}\n`);
    if (result.refused.length > 0) process.exitCode = 1;
  });
}

/** Waits until every fact is attributed to the goals that are agreed now. */
async function counted(session: Session): Promise<void> {
  const line = new ProgressLine();
  line.show('agreed; attributing facts anew …');
  await session.settled().finally(() => line.clear());
}

function requestOf({ by, reason, effective, dryRun }: ApplyOptions): ApplyRequest {
  return {
    by: by ?? userInfo().username,
    ...(reason === undefined ? {} : { reason }),
    ...(effective === undefined ? {} : { effective }),
    dryRun,
  };
}

async function list(options: Common): Promise<void> {
  await withSession(options.config, { counted: false }, async ({ operations }) => {
    const goals = await operations.goalsInForce();
    if (wantsJson(options.json)) printJson(goals);
    else process.stdout.write(`${goalListText(goals)}\n`);
  });
}

async function history(id: string, options: Common): Promise<void> {
  await withSession(options.config, { counted: false }, async ({ project, operations }) => {
    const found = await operations.goalHistory(id);
    if (found === undefined) {
      throw new UsageError(
        `goal ${id} was never agreed. Mend: goalstream goals list shows the goals in force.`,
      );
    }
    if (wantsJson(options.json)) printJson(found);
    else process.stdout.write(`${historyText(found, project.config.business)}\n`);
  });
}
