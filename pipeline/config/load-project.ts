import { basename, dirname, resolve } from 'node:path';
import type { Connector } from '../../connectors/connector.ts';
import { configSchema, type Config } from '../../schemas/config.ts';
import type { Goal, Owner, Team } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';
import { validateCron } from '../sync/schedule.ts';
import { learnSecrets } from '../redaction.ts';
import { checkSources } from './check-sources.ts';
import { limitsOf, type ConnectionLimits } from './connection-limits.ts';
import { substituteEnvironment } from './environment.ts';
import { loadGoals, type GoalPlace } from './load-goals.ts';
import { loadMetrics } from './load-metrics.ts';
import { localRulesOf, sharingProblems } from './local-rules.ts';
import { ConfigError, nearest, type Problem } from './problem.ts';
import { secretsIn } from './secret-values.ts';
import { problemAt, problemsOf, readYaml, type YamlFile } from './yaml-file.ts';

/** A configured connection with its connector's own, validated configuration. */
export interface ConnectionSetup extends ConnectionLimits {
  readonly name: string;
  readonly connector: Connector;
  readonly config: unknown;
  readonly schedule?: { readonly cron: string; readonly timezone: string };
}

/** Everything that goalstream.yaml says, checked. */
export interface Setup {
  /** goalstream.yaml, absolute. */
  readonly path: string;
  /** Relative paths start here: the folder of goalstream.yaml. */
  readonly baseDir: string;
  readonly config: Config;
  readonly connections: readonly ConnectionSetup[];
  /** The built-in metrics and the project's own, by id, under the rules of its configuration. */
  readonly metrics: ReadonlyMap<string, Metric>;
  /** Absolute. */
  readonly dataDir: string;
}

/** Everything that goalstream.yaml and the goal files say, checked. */
export interface Project extends Setup {
  readonly goals: readonly Goal[];
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
  /** Where each goal is written, by its id. */
  readonly goalPlaces: ReadonlyMap<string, GoalPlace>;
  /** What is possible in goals and hardly meant. */
  readonly warnings: readonly Problem[];
}

type Connectors = Readonly<Record<string, Connector>>;

/**
 * Reads goalstream.yaml and its goals. With `sources`, local sources are looked into as well: a
 * column that a file lacks is a mistake like any other.
 * @throws ConfigError with every mistake found, each with its place and mend.
 */
export async function loadProject(
  path: string,
  connectors: Connectors,
  environment: Readonly<Record<string, string | undefined>>,
  options: { readonly sources?: boolean } = {},
): Promise<Project> {
  const { file, baseDir, config, connections, metrics, problems } = await readSetup(
    path,
    connectors,
    environment,
  );
  const raw = rawObject(file.data);
  const loaded = await loadGoals(baseDir, pathsOf(raw['goals']) ?? ['goals'], metrics, {
    fiscalStart: config === undefined ? 1 : config.business.fiscalYear?.startMonth,
  });
  const all = [...problems, ...loaded.problems];
  if (options.sources === true) {
    const business = config?.business ?? { timezone: timezoneOf(config), currency: 'XXX' };
    const folders = { baseDir, dataDir: resolve(baseDir, config?.data ?? '.goalstream') };
    all.push(...(await checkSources(file, connections, business, folders)));
  }
  const { goals, goalPlaces, owners, teams, warnings } = loaded;
  const setup = checked(path, { baseDir, config, connections, metrics, problems: all }, warnings);
  return { ...setup, goals, owners, teams, goalPlaces, warnings };
}

/**
 * Reads goalstream.yaml and the metrics, without the goals: what runs in threads takes the goals from
 * the log where it needs them.
 * @throws ConfigError with every mistake found, each with its place and mend.
 */
export async function loadSetup(
  path: string,
  connectors: Connectors,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Setup> {
  return checked(path, await readSetup(path, connectors, environment));
}

interface Read {
  readonly baseDir: string;
  /** Undefined where it has mistakes. */
  readonly config: Config | undefined;
  readonly connections: readonly ConnectionSetup[];
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly problems: readonly Problem[];
}

async function readSetup(
  path: string,
  connectors: Connectors,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Read & { readonly file: YamlFile }> {
  const read = await readYaml(path, basename(path));
  if ('problems' in read) throw new ConfigError(read.problems);
  const { file, problems } = substituteEnvironment(read.file, environment);
  learnSecrets([...secretsIn(file.data), ...secretsIn(environmentOf(environment))]);
  const result = configSchema.safeParse(file.data, { reportInput: true });
  const config = result.data;
  const all: Problem[] = [...problems];
  if (!result.success) all.push(...problemsOf(file, result.error.issues));
  const baseDir = dirname(resolve(path));
  const raw = rawObject(file.data);
  const own = await loadMetrics(baseDir, pathsOf(raw['metrics']));
  const timezone = timezoneOf(config);
  const connections = setUp(file, rawObject(raw['connections']), connectors, timezone, all);
  if (config !== undefined) {
    all.push(...sharingProblems(file, config, Object.keys(config.connections)));
  }
  all.push(...own.problems);
  return { file, baseDir, config, connections, metrics: own.metrics, problems: all };
}

/** What variables of goalstream's own hold. */
function environmentOf(environment: Readonly<Record<string, string | undefined>>): object {
  return { secret: environment['GOALSTREAM_VAULT_KEY'] };
}

function timezoneOf(config: Config | undefined): string {
  return config?.business.timezone ?? 'UTC';
}

/** @throws ConfigError */
function checked(
  path: string,
  { baseDir, config, connections, metrics, problems }: Read,
  warnings: readonly Problem[] = [],
): Setup {
  if (problems.length > 0 || config === undefined) throw new ConfigError(problems, warnings);
  return {
    path: resolve(path),
    baseDir,
    config,
    connections,
    metrics: underRules(metrics, localRulesOf(config)),
    dataDir: resolve(baseDir, config.data),
  };
}

function setUp(
  file: YamlFile,
  raw: Readonly<Record<string, unknown>>,
  connectors: Connectors,
  timezone: string,
  problems: Problem[],
): readonly ConnectionSetup[] {
  return Object.entries(raw).flatMap(([name, value]) => {
    const {
      connector: kind,
      schedule,
      shrink: _shrink,
      rejectedShare: _share,
      ...own
    } = rawObject(value);
    const path = ['connections', name];
    const connector =
      typeof kind === 'string' && Object.hasOwn(connectors, kind) ? connectors[kind] : undefined;
    if (connector === undefined) {
      if (typeof kind === 'string')
        problems.push(unknownConnector(file, [...path, 'connector'], kind, connectors));
      return [];
    }
    const result = connector.config.safeParse(own, { reportInput: true });
    if (!result.success) problems.push(...problemsOf(file, result.error.issues, path));
    const setSchedule = scheduleOf(file, [...path, 'schedule'], schedule, timezone, problems);
    return result.success
      ? [
          {
            name,
            connector,
            config: result.data,
            ...limitsOf(rawObject(value)),
            ...(setSchedule === undefined ? {} : { schedule: setSchedule }),
          },
        ]
      : [];
  });
}

function scheduleOf(
  file: YamlFile,
  path: readonly PropertyKey[],
  value: unknown,
  business: string,
  problems: Problem[],
): ConnectionSetup['schedule'] {
  const { cron, timezone = business } = rawObject(value);
  if (typeof cron !== 'string' || typeof timezone !== 'string') return undefined;
  const wrong = validateCron(cron, timezone);
  if (wrong === undefined) return { cron, timezone };
  problems.push(
    problemAt(
      file,
      [...path, 'cron'],
      wrong,
      'write five fields, such as 0 6 * * * for every day at 06.00',
    ),
  );
  return undefined;
}

function unknownConnector(
  file: YamlFile,
  path: readonly PropertyKey[],
  kind: string,
  connectors: Connectors,
): Problem {
  const known = Object.keys(connectors);
  const near = nearest(kind, known);
  const mend = near === undefined ? `write one of ${known.join(', ')}` : `write ${near}`;
  return problemAt(file, path, `there is no connector ${kind}`, mend);
}

/**
 * Where goalstream.yaml says that own metrics are; undefined where it doesn't say.
 * @throws ConfigError where it can't be read.
 */
export async function metricPathsOf(path: string): Promise<readonly string[] | undefined> {
  const read = await readYaml(path, basename(path));
  if ('problems' in read) throw new ConfigError(read.problems);
  return pathsOf(rawObject(read.file.data)['metrics']);
}

function pathsOf(paths: unknown): readonly string[] | undefined {
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : undefined;
}

function rawObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
