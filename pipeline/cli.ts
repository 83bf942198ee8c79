#!/usr/bin/env node
import { Command, Option } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartError } from './app/start-errors.ts';
import { ROLES } from './app/workers.ts';
import { registerAttain } from './cli/attain-command.ts';
import { tellDamage } from './cli/damage-text.ts';
import { registerDeadLetters } from './cli/dead-letters.ts';
import { diagnose } from './cli/doctor.ts';
import { registerLedger } from './cli/ledger-command.ts';
import { printJson, table, wantsJson } from './cli/output.ts';
import { registerGoalsCheck } from './cli/goals-check.ts';
import { registerGoals } from './cli/goals.ts';
import { registerMetrics } from './cli/metrics.ts';
import { registerCheck } from './cli/check.ts';
import { registerPrivacy } from './cli/privacy.ts';
import { registerReconcile } from './cli/reconcile.ts';
import { registerRepair } from './cli/repair.ts';
import { registerReplay } from './cli/replay.ts';
import { sampleProject } from './cli/sample-project.ts';
import { jsonSchema, SCHEMAS } from './cli/schemas.ts';
import { projectPath } from './cli/session.ts';
import { UsageError } from './cli/usage-error.ts';
import { onStopSignal } from './cli/stop-signals.ts';
import { statusText } from './cli/status.ts';
import { tellTroubles } from './cli/stream-troubles.ts';
import { registerSync } from './cli/sync.ts';
import { configOption, jsonOption, withSession, type Common } from './cli/with-session.ts';
import { guardOutput } from './cli/terminal.ts';
import { ConfigError } from './config/problem.ts';
import { DamageError, IntegrityError, UnreadableStoreError } from './integrity/integrity-error.ts';
import { LogError } from './log/log.ts';
import { StoreError } from './store/store.ts';
import { systemSentence } from './system-error.ts';

// What goalstream makes, and the processes that it starts, are for its own user only.
process.umask(0o077);
for (const stream of [process.stdout, process.stderr]) guardOutput(stream);

// A reader that goes away ends no work; what else can't be written makes the command fail.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 1;
    if (stream === process.stdout)
      process.stderr.write(`stdout can't be written: ${error.message}\n`);
  });
}

const program = new Command('goalstream')
  .description('Clear goals for the people of a shop, measured fairly from the shop’s own data.')
  .version('0.1.0')
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 it failed or a check found something, 2 wrong usage or configuration.',
  );

function command(name: string, description: string): Command {
  return program.command(name).description(description).addOption(configOption());
}

command(
  'up',
  'run everything: pull by schedule, count, and show pages, API and BI views; the sample shop if there is no project',
).action(async (options: Common) => {
  const stop = new AbortController();
  onStopSignal(() => stop.abort());
  const sample = options.config === undefined && !existsSync('goalstream.yaml');
  const path = sample
    ? await sampleProject(resolve('.goalstream', 'sample'), Date.now())
    : projectPath(options.config);
  const { up } = await import('./cli/up.ts');
  await up(path, stop.signal);
});

command('work', 'run some roles of a project on Kafka beside other workers; SIGTERM drains')
  .addOption(
    new Option('--role <roles...>', 'what this process does')
      .choices([...ROLES, 'all'])
      .default(['all']),
  )
  .action(async (options: Common & { role: string[] }) => {
    const stop = new AbortController();
    onStopSignal(() => stop.abort());
    const roles = ROLES.filter(
      (role) => options.role.includes(role) || options.role.includes('all'),
    );
    const { work } = await import('./cli/work.ts');
    await work(projectPath(options.config), roles, stop.signal);
  });

registerSync(program);
registerAttain(program);
registerLedger(program);

const goals = program.command('goals').description('work on goals');
registerGoalsCheck(goals);
registerGoals(goals);
registerMetrics(program);

command(
  'status',
  'how fresh each stream is, what waits in each partition and for how long, and who works',
)
  .addOption(jsonOption())
  .action(async (options: Common) => {
    await withSession(options.config, { counted: false }, async (session) => {
      const status = await session.status();
      if (wantsJson(options.json)) printJson(status);
      else process.stdout.write(`${statusText(status, session.project.config.business)}\n`);
      tellDamage(status.damage);
      tellTroubles(status.connections);
    });
  });

registerDeadLetters(program);
registerReplay(program);
registerReconcile(program);
registerRepair(program);
registerPrivacy(program);
registerCheck(program);

command('doctor', 'look at everything that a run needs')
  .addOption(jsonOption())
  .action(async (options: Common) => {
    const findings = await diagnose(projectPath(options.config));
    if (wantsJson(options.json)) printJson(findings);
    else {
      const rows = findings.map(({ level, subject, message }) => [level, subject, message]);
      process.stdout.write(
        `${table([{ title: '' }, { title: 'Subject' }, { title: 'Finding' }], rows)}\n`,
      );
    }
    if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
  });

program
  .command('schema')
  .description(`print a JSON Schema: ${Object.keys(SCHEMAS).join(', ')}`)
  .argument('<name>')
  .action((name: string) => {
    const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
    if (schema === undefined) {
      throw new UsageError(
        `there is no schema ${name}. Mend: write one of ${Object.keys(SCHEMAS).join(', ')}.`,
      );
    }
    printJson(jsonSchema(schema));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof ConfigError || error instanceof UsageError || error instanceof StartError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else if (error instanceof DamageError) {
    process.stderr.write(`ERROR: ${error.message}. Fix: ${error.mend}\n`);
    process.exitCode = 1;
  } else if (
    error instanceof LogError ||
    error instanceof StoreError ||
    error instanceof IntegrityError ||
    error instanceof UnreadableStoreError
  ) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else if (systemSentence(error) !== undefined) {
    process.stderr.write(`${systemSentence(error)}\n`);
    process.exitCode = 2;
  } else {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
