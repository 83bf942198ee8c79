import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Metric } from '../../schemas/metric.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';
import { loadMetrics } from '../config/load-metrics.ts';
import { metricPathsOf } from '../config/load-project.ts';
import { localRulesIn } from '../config/local-rules.ts';
import { ConfigError, nearest } from '../config/problem.ts';
import { metricListText, metricShown, metricText } from './metric-text.ts';
import { printJson, wantsJson } from './output.ts';
import { projectPath } from './session.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, type Common } from './with-session.ts';

/** Adds `metrics list|show|check`. */
export function registerMetrics(program: Command): void {
  const metrics = program.command('metrics').description('what can be measured');
  const command = (name: string, description: string): Command =>
    metrics.command(name).description(description).addOption(configOption());

  command('list', 'every metric: the built-in ones and the project’s own')
    .addOption(jsonOption())
    .action(async (options: Common) => {
      const all = await metricsOf(options);
      if (wantsJson(options.json)) printJson([...all.values()].map(metricShown));
      else process.stdout.write(`${metricListText([...all.values()])}\n`);
    });

  command('show', 'one metric: its definition, what it is made of, and what goals may be scoped by')
    .argument('<id>')
    .addOption(jsonOption())
    .action(async (id: string, options: Common) => {
      const metric = find(await metricsOf(options), id);
      if (wantsJson(options.json)) printJson(metricShown(metric));
      else process.stdout.write(`${metricText(metric)}\n`);
    });

  command('check', 'check the project’s own metrics; lists every mistake with its place and mend')
    .addOption(jsonOption())
    .action(async (options: Common) => {
      const all = await metricsOf(options);
      const own = all.size - builtIn.size;
      if (wantsJson(options.json)) printJson({ builtIn: builtIn.size, own });
      else
        process.stdout.write(`${own} own metrics beside ${builtIn.size} built-in, no mistakes\n`);
    });
}

/** The metrics of the project, or the built-in ones where there is none. @throws ConfigError */
async function metricsOf({ config }: Common): Promise<ReadonlyMap<string, Metric>> {
  if (config === undefined && !existsSync('goalstream.yaml')) return builtIn;
  const path = projectPath(config);
  const { metrics, problems } = await loadMetrics(
    dirname(resolve(path)),
    await metricPathsOf(path),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  const local = await localRulesIn(path);
  return local === undefined ? metrics : underRules(metrics, local);
}

function find(metrics: ReadonlyMap<string, Metric>, id: string): Metric {
  const metric = metrics.get(id);
  if (metric !== undefined) return metric;
  const near = nearest(id, metrics.keys());
  const mend = near === undefined ? 'goalstream metrics list shows them all' : `write ${near}`;
  throw new UsageError(`there is no metric ${id}. Mend: ${mend}.`);
}
