import type { Command } from 'commander';
import type { SyncSummary } from '../app/worker-messages.ts';
import type { Project } from '../config/load-project.ts';
import { findingsTable } from './check.ts';
import { connectionOf } from './connection-option.ts';
import { printJson, wantsJson } from './output.ts';
import { urlValue, textValue } from './option-values.ts';
import { projectPath } from './session.ts';
import { setUpWebhooks } from './set-up-webhooks.ts';
import { describe, isWhole } from './sync-summary.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

interface Options extends Common {
  readonly connection?: string;
  readonly newIndex: boolean;
  readonly acceptShrink: boolean;
  readonly setup: boolean;
  readonly address?: string;
}

/** Adds `goalstream sync`. */
export function registerSync(program: Command): void {
  program
    .command('sync')
    .description(
      'pull what is new from a connection (all without --connection), and count it; with --setup make sources call when something changes instead',
    )
    .addOption(configOption())
    .option('--connection <name>', 'only this connection', textValue)
    .option('--new-index', 'go on where the data folder with the index of snapshots is lost', false)
    .option(
      '--accept-shrink',
      'go on where a source shrank suddenly, and delete what it no longer has',
      false,
    )
    .option(
      '--setup',
      'subscribe to the webhooks of sources that have them, and pull nothing',
      false,
    )
    .option(
      '--address <url>',
      'with --setup: where sources reach this server, https://… (default: server.publicUrl)',
      urlValue,
    )
    .addOption(jsonOption())
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { setup, address, newIndex, acceptShrink } = options;
  if (!setup && address !== undefined) {
    throw new UsageError('--address goes with --setup. Mend: add --setup, or leave it out.');
  }
  if (setup && (newIndex || acceptShrink)) {
    throw new UsageError(
      '--setup pulls nothing, so --new-index and --accept-shrink do not go with it. Mend: leave them out.',
    );
  }
  return setup ? setUp(options) : sync(options);
}

async function setUp(options: Options): Promise<void> {
  const findings = await setUpWebhooks(projectPath(options.config), options);
  if (wantsJson(options.json)) printJson(findings);
  else process.stdout.write(`${findingsTable(findings)}\n`);
  if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
}

async function sync(options: Options): Promise<void> {
  const check = (project: Project) => void connectionOf(project, options.connection);
  await withSession(options.config, { check }, async (session) => {
    const names = connectionOf(session.project, options.connection);
    const json = wantsJson(options.json);
    const summaries: SyncSummary[] = [];
    for (const name of names) {
      const { newIndex, acceptShrink } = options;
      const summary = await session.sync(name, { newIndex, acceptShrink });
      summaries.push(summary);
      if (!json) process.stdout.write(`${describe(summary)}\n`);
      if (!isWhole(summary)) process.exitCode = 1;
    }
    if (json) printJson(options.connection === undefined ? summaries : summaries[0]);
  });
}
