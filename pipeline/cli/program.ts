import { Command, Option } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROLES } from '../app/workers.ts';
import { registerAttain } from './attain-command.ts';
import { tellDamage } from './damage-text.ts';
import { registerDeadLetters } from './dead-letters.ts';
import { diagnose } from './doctor.ts';
import { registerLedger } from './ledger-command.ts';
import { printJson, table, wantsJson } from './output.ts';
import { registerGoalsCheck } from './goals-check.ts';
import { registerGoals } from './goals.ts';
import { registerMetrics } from './metrics.ts';
import { registerCheck } from './check.ts';
import { registerPrivacy } from './privacy.ts';
import { registerReconcile } from './reconcile.ts';
import { registerRepair } from './repair.ts';
import { registerReplay } from './replay.ts';
import { sampleProject } from './sample-project.ts';
import { jsonSchema, SCHEMAS } from './schemas.ts';
import { projectPath } from './session.ts';
import { UsageError } from './usage-error.ts';
import { onStopSignal } from './stop-signals.ts';
import { statusText } from './status.ts';
import { tellTroubles } from './stream-troubles.ts';
import { registerSync } from './sync.ts';
import { configOption, jsonOption, withSession, type Common } from './with-session.ts';

/** Every command with its options. Wrong usage is thrown, as a CommanderError or a UsageError. */
export function createProgram(): Command {
  const program = new Command('goalstream')
    .exitOverride()
    .showHelpAfterError(
      'goalstream --help tells commands, goalstream <command> --help its options.',
    )
    .description('Clear goals for the people of a shop, measured fairly from the shop’s own data.')
    .version('0.1.0')
    .addHelpText(
      'afterAll',
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
    const { up } = await import('./up.ts');
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
      const { work } = await import('./work.ts');
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
  return program;
}
