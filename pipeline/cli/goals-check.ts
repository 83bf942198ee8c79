import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { connectors } from '../../connectors/registry.ts';
import type { GoalCheck, SmartFinding, SmartNote } from '../../schemas/goal-check.ts';
import { checkOffline } from '../app/check-goals.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { ConfigError, formatProblem, type Problem } from '../config/problem.ts';
import { printJson, wantsJson } from './output.ts';
import { plural } from './plural.ts';
import { projectPath } from './session.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface Options extends Common {
  readonly strict: boolean;
  readonly offline: boolean;
}

/** Adds `goals check`. */
export function registerGoalsCheck(goals: Command): void {
  goals
    .command('check')
    .description(
      'check goalstream.yaml and all goals: mistakes, and what keeps a goal from being specific, measurable, achievable, relevant and time-bound; each with its place and mend',
    )
    .addOption(configOption())
    .option('--strict', 'end with 1 on a finding, for a repository of goals', false)
    .addOption(
      new Option('--offline', 'look at the files only, not at the facts in the store').default(
        false,
      ),
    )
    .addOption(jsonOption())
    .action(run);
}

async function run(options: Options): Promise<void> {
  const json = wantsJson(options.json);
  const project = await loaded(projectPath(options.config), json);
  const check =
    options.offline || !hasStore(project) ? checkOffline(project) : await onFacts(options);
  const { warnings } = project;
  if (json) printJson({ mistakes: [], warnings, ...check });
  else process.stdout.write(`${checkText(check, warnings)}\n`);
  if (options.strict && check.findings.length + warnings.length > 0) process.exitCode = 1;
}

/** The project, or its mistakes: as JSON too where that is wanted. @throws ConfigError */
async function loaded(path: string, json: boolean): Promise<Project> {
  try {
    return await loadProject(path, connectors, process.env, { sources: true });
  } catch (error) {
    if (json && error instanceof ConfigError) {
      printJson({ mistakes: error.problems, warnings: error.warnings });
    }
    throw error;
  }
}

/** A store is there where it is a server, or its folder was made. */
function hasStore({ config, dataDir }: Project): boolean {
  return config.store.url !== undefined || existsSync(join(dataDir, 'store'));
}

async function onFacts({ config }: Options): Promise<GoalCheck> {
  const found: GoalCheck[] = [];
  await withSession(config, { counted: false, agree: false }, async ({ operations }) => {
    found.push(await operations.checkGoals());
  });
  const [check] = found;
  if (check === undefined) throw new Error('the check gave no answer');
  return check;
}

const HISTORY = {
  read: '',
  empty: 'the store has no facts yet: whether goals are within reach was not checked',
  'not read':
    'no store was looked at: whether goals are within reach, and whether facts have the values in scopes, was not checked',
};

/** The check for a terminal: findings with their mends, then what is only to be known. */
export function checkText(
  { goals, owners, findings, notes, history }: GoalCheck,
  warnings: readonly Problem[] = [],
): string {
  const found = findings.length === 0 ? 'no findings' : plural(findings.length, 'finding');
  const unread = HISTORY[history];
  return [
    `${plural(goals, 'goal')} of ${plural(owners, 'owner')}, no mistakes, ${found}`,
    ...findings.map((finding) => `${line(finding)}. Mend: ${finding.mend}.`),
    ...(warnings.length === 0 ? [] : ['hardly meant']),
    ...warnings.map(formatProblem),
    ...(notes.length === 0 ? [] : ['to know']),
    ...notes.map((note) => `${line(note)}.`),
    ...(unread === '' ? [] : [unread]),
  ].join('\n');
}

/** "  goals/q4.yaml:12 uk-q4.target, achievable: no three months …" */
function line({
  file,
  line: number,
  goal,
  field,
  aspect,
  message,
}: SmartNote | SmartFinding): string {
  const place = number === undefined ? (file ?? '') : `${file ?? ''}:${number}`;
  return `  ${place} ${goal}.${field}, ${aspect}: ${message}`;
}
