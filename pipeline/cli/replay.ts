import { Option, type Command } from 'commander';
import type { ReplayCounts, ReplayRequest, ReplayResult } from '../../schemas/replay.ts';
import { REPLAYABLE_TOPICS } from '../topics.ts';
import { boundValue, wholeNumber } from './option-values.ts';
import { ProgressLine, printJson, wantsJson } from './output.ts';
import { plural } from './plural.ts';
import type { Session } from './session.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface Options extends Common {
  readonly topic: string;
  readonly from?: string;
  readonly to?: string;
  readonly partition?: number;
}

/** Adds `goalstream replay`. */
export function registerReplay(program: Command): void {
  program
    .command('replay')
    .description(
      'take records of the log in again: heals the store from the log; doing it again changes nothing',
    )
    .addOption(configOption())
    .addOption(
      new Option('--topic <topic>', 'what to take in again')
        .choices(REPLAYABLE_TOPICS)
        .makeOptionMandatory(),
    )
    .option(
      '--from <bound>',
      'the first: an offset, or when it was appended, ISO 8601; local without a zone (default: the oldest)',
      boundValue,
    )
    .option(
      '--to <bound>',
      'the end, itself not included; like --from (default: the newest)',
      boundValue,
    )
    .option('--partition <n>', 'only this partition (offsets are counted in each)', wholeNumber(0))
    .addOption(jsonOption())
    .action(replay);
}

async function replay(options: Options): Promise<void> {
  const request = requestOf(options);
  await withSession(options.config, {}, async (session) => {
    const result = await run(session, request);
    await session.settled();
    if (wantsJson(options.json)) printJson(result);
    else process.stdout.write(`${resultText(result)}\n`);
  });
}

function requestOf({ topic, from, to, partition }: Options): ReplayRequest {
  return {
    topic,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(partition === undefined ? {} : { partition }),
  };
}

async function run({ operations }: Session, request: ReplayRequest): Promise<ReplayResult> {
  const line = new ProgressLine();
  const steps = operations.replay(request);
  try {
    let step = await steps.next();
    for (; step.done !== true; step = await steps.next()) {
      line.show(`replaying ${request.topic}: ${countsText(step.value)}`);
    }
    return step.value;
  } finally {
    line.clear();
  }
}

function resultText(result: ReplayResult): string {
  const { topic, range, assumedZone } = result;
  const zone =
    assumedZone === undefined
      ? []
      : [`times without a zone were read as ${assumedZone}: ${rangeText(range)}`];
  return [`replayed ${topic}: ${countsText(result)}`, ...zone].join('\n');
}

function countsText({ records, deadLetters, days }: ReplayCounts): string {
  const letters = deadLetters === 0 ? '' : `${plural(deadLetters, 'dead letter')}, `;
  return `${plural(records, 'record')}, ${letters}${plural(days, 'day')}`;
}

function rangeText({ fromTime, toTime }: ReplayResult['range']): string {
  return [
    ...(fromTime === undefined ? [] : [`from ${new Date(fromTime).toISOString()}`]),
    ...(toTime === undefined ? [] : [`to ${new Date(toTime).toISOString()}`]),
  ].join(' ');
}
