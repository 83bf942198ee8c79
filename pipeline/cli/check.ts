import type { Command } from 'commander';
import { connectors } from '../../connectors/registry.ts';
import { loadProject } from '../config/load-project.ts';
import { checkConnections, type ConnectionFinding } from './check-connections.ts';
import { connectionOf } from './connection-option.ts';
import { printJson, table, wantsJson } from './output.ts';
import { textValue } from './option-values.ts';
import { projectPath } from './session.ts';
import { configOption, jsonOption, type Common } from './with-session.ts';

interface Options extends Common {
  readonly connection?: string;
}

/** Adds `goalstream check`. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description(
      'ask each connection’s source what can be read, what it costs and what will be pulled; changes nothing',
    )
    .addOption(configOption())
    .option('--connection <name>', 'only this connection', textValue)
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const project = await loadProject(projectPath(options.config), connectors, process.env);
      connectionOf(project, options.connection);
      const findings = await checkConnections(project, options.connection);
      if (wantsJson(options.json)) printJson(findings);
      else process.stdout.write(`${findingsTable(findings)}\n`);
      if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
    });
}

/** Findings for people, each with its mend. */
export function findingsTable(findings: readonly ConnectionFinding[]): string {
  return table(
    [{ title: 'Connection' }, { title: '' }, { title: 'Finding' }],
    findings.map(({ connection, level, message, mend }) => [
      connection,
      level,
      mend === undefined ? message : `${message} ${mend}`,
    ]),
  );
}
