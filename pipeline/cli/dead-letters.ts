import { Argument, Option, type Command } from 'commander';
import type { LetterFilter } from '../../schemas/dead-letters.ts';
import { deadLetterSchema } from '../../schemas/log-messages.ts';
import type { Project } from '../config/load-project.ts';
import { readInstant } from '../replay/range.ts';
import { commandTopic, REPLAYABLE_TOPICS } from '../topics.ts';
import { connectionOf } from './connection-option.ts';
import { letterText, listText, replayText } from './letter-text.ts';
import { textValue, timeValue, wholeNumber } from './option-values.ts';
import { printJson, wantsJson } from './output.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface FilterOptions extends Common {
  readonly stage?: LetterFilter['stage'];
  readonly connection?: string;
  readonly topic?: string;
  readonly since?: string;
  readonly all?: boolean;
}

/** Letters listed at most: on a terminal, in a pipe. */
const SCREENFUL = 50;
const PIPEFUL = 1_000;

/** Adds `goalstream dead-letters list|show|replay`. */
export function registerDeadLetters(program: Command): void {
  const letters = program
    .command('dead-letters')
    .description('what could not be taken in, with its reason and place');
  const command = (name: string, description: string): Command =>
    letters
      .command(name)
      .description(description)
      .addOption(configOption())
      .addOption(jsonOption());

  withFilters(command('list', 'the open letters, newest first, and how many there are by reason'))
    .option('--all', 'replayed ones too')
    .option(
      '--limit <n>',
      `letters shown (default: ${SCREENFUL} on a terminal)`,
      wholeNumber(1, PIPEFUL),
    )
    .action(list);

  command('show', 'a letter with its message').addArgument(new Argument('<id>')).action(show);

  withFilters(
    command(
      'replay',
      'append the messages of letters to their topics again; what fails again is a new letter',
    ),
  )
    .addArgument(new Argument('[ids...]', 'as the list shows them'))
    .option('--all', 'every open letter; with other options every one that they name')
    .action(replay);
}

function withFilters(command: Command): Command {
  return command
    .addOption(
      new Option('--stage <stage>', 'where it was refused').choices(
        deadLetterSchema.shape.stage.options,
      ),
    )
    .option('--connection <name>', 'what it came from', textValue)
    .option('--topic <name>', 'the topic of its message, such as facts.sale', textValue)
    .option(
      '--since <time>',
      'the newest letter is not older, ISO 8601; local without a zone',
      timeValue,
    );
}

async function list(options: FilterOptions & { limit?: number }): Promise<void> {
  await withSession(options.config, {}, async ({ project, operations }) => {
    const json = wantsJson(options.json);
    const { timezone } = project.config.business;
    const limit = options.limit ?? (json ? PIPEFUL : SCREENFUL);
    const all = options.all === true ? { all: true } : {};
    const found = await operations.deadLetters({ ...filterOf(options, timezone), ...all, limit });
    if (found.total === 0) checkNames(project, options);
    if (json) printJson(found);
    else process.stdout.write(`${listText(found, project.config.business)}\n`);
  });
}

async function show(id: string, options: Common): Promise<void> {
  await withSession(options.config, { counted: false }, async ({ project, operations }) => {
    const letter = await operations.deadLetter(id);
    if (letter === undefined) {
      throw new UsageError(
        `there is no dead letter ${id}. Mend: goalstream dead-letters list --all shows their ids.`,
      );
    }
    if (wantsJson(options.json)) printJson(letter);
    else process.stdout.write(`${letterText(letter, project.config.business)}\n`);
  });
}

async function replay(ids: readonly string[], options: FilterOptions): Promise<void> {
  await withSession(options.config, { counted: false }, async (session) => {
    const request = requestOf(ids, options, session);
    const result = await session.operations.replayDeadLetters(request);
    if (result.replayed > 0) await session.settled();
    else checkNames(session.project, options);
    const { total } = await session.operations.deadLetters({ limit: 1 });
    if (wantsJson(options.json)) printJson({ ...result, open: total });
    else process.stdout.write(`${replayText(result, total)}\n`);
    if ('ids' in request && result.refused > 0) process.exitCode = 1;
  });
}

function requestOf(ids: readonly string[], options: FilterOptions, { project }: Session) {
  const filter = filterOf(options, project.config.business.timezone);
  const filtered = Object.keys(filter).length > 0;
  if (ids.length > 0 && (filtered || options.all === true)) {
    throw new UsageError(
      'ids and other conditions exclude each other. Mend: leave one of them out.',
    );
  }
  if (ids.length > 0) return { ids: [...new Set(ids)] };
  if (filtered || options.all === true) return { filter };
  throw new UsageError(
    'name the letters to replay. Mend: write their ids, or --all, or one of --stage, --connection, --topic and --since.',
  );
}

/** A name that nothing has is a slip, not an empty answer; letters outlive their connections. */
function checkNames(project: Project, { connection, topic }: FilterOptions): void {
  connectionOf(project, connection);
  const topics = [...REPLAYABLE_TOPICS, ...project.connections.map(topicOf)];
  if (topic === undefined || topics.includes(topic)) return;
  throw new UsageError(`there is no topic ${topic}. Mend: write one of ${topics.join(', ')}.`);
}

function topicOf({ name }: { readonly name: string }): string {
  return commandTopic(name).name;
}

function filterOf(options: FilterOptions, timezone: string): LetterFilter {
  const { stage, connection, topic, since } = options;
  return {
    ...(stage === undefined ? {} : { stage }),
    ...(connection === undefined ? {} : { connection }),
    ...(topic === undefined ? {} : { topic }),
    ...(since === undefined ? {} : { since: readInstant('--since', since, timezone) }),
  };
}
