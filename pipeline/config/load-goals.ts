import { relative } from 'node:path';
import { goalInputSchema, templateSchema, type GoalInput } from '../../schemas/goal-file.ts';
import { ownerSchema, teamSchema, type Goal, type Owner, type Team } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { checkGoal } from './goal-checks.ts';
import { checkOwner, checkTeam } from './checks/people.ts';
import { warningsOf } from './checks/warnings.ts';
import { duplicates } from './checks/duplicates.ts';
import type { Surroundings } from './checks/surroundings.ts';
import { expandTemplates } from './expand-templates.ts';
import { collect, idsOf, itemsOf, type Items } from './goal-items.ts';
import { goalOf, type Reading } from './goal-of.ts';
import type { Finding } from './finding.ts';
import { problemsAt, type Found, type Place, type Placed } from './place.ts';
import type { Problem } from './problem.ts';
import { findingsOf, readYaml } from './yaml-file.ts';
import { yamlFilesUnder } from './yaml-files.ts';

/** Everything that the goal files say, and every mistake in them. */
export interface LoadedGoals {
  readonly goals: readonly Goal[];
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
  /** Where each goal is written, by its id. */
  readonly goalPlaces: ReadonlyMap<string, GoalPlace>;
  readonly problems: readonly Problem[];
  /** What is possible and hardly meant. */
  readonly warnings: readonly Problem[];
}

/** Where a goal is written. */
export interface GoalPlace {
  /** As shown to people. */
  readonly file: string;
  /** The id of the owner that a template made it for. */
  readonly madeFor?: string;
  /** The 1-based line of one of its fields, or of the goal where it lacks the field. */
  lineOf(field: string): number | undefined;
}

/**
 * Reads every goal file under the given paths (files or folders, YAML, in name order), makes the
 * goals of templates and checks them all, so that one mistake does not hide the next.
 */
export async function loadGoals(
  baseDir: string,
  paths: readonly string[],
  metrics: ReadonlyMap<string, Metric>,
  reading: Reading,
): Promise<LoadedGoals> {
  const problems: Problem[] = [];
  const files: Items[] = [];
  for (const path of await yamlFilesUnder(baseDir, paths, 'goals', problems)) {
    const read = await readYaml(path, relative(baseDir, path));
    if ('problems' in read) problems.push(...read.problems);
    else files.push(itemsOf(read.file, problems));
  }
  const found: Found[] = [];
  const items = together(files);
  const owners = readAs(items.owners, ownerSchema, found);
  const teams = readAs(items.teams, teamSchema, found);
  const templates = readAs(items.templates, templateSchema, found);
  const expanded = expandTemplates(templates, owners);
  found.push(...expanded.found);
  const written = [...items.goals, ...expanded.places];
  const goals = workOut(readAs(written, goalInputSchema, found), reading, found);
  const around: Surroundings = {
    metrics,
    owners: byId(owners),
    teams: byId(teams),
    goals: byId(goals),
    named: new Set([...idsOf(written), ...expanded.failed]),
    people: new Set(idsOf([...items.owners, ...items.teams])),
  };
  found.push(
    ...duplicates(goals),
    ...duplicates([...owners, ...teams]),
    ...checked(owners, (owner) => checkOwner(owner, around)),
    ...checked(teams, (team) => checkTeam(team, around)),
    ...checked(goals, (goal) => checkGoal(goal, around)),
  );
  return {
    goals: goals.map(({ value }) => value),
    owners: owners.map(({ value }) => value),
    teams: teams.map(({ value }) => value),
    goalPlaces: new Map(goals.map(({ value, place }) => [value.id, goalPlace(place)])),
    problems: [...problems, ...problemsAt(found)],
    warnings: problemsAt(checked(goals, (goal) => warningsOf(goal, around))),
  };
}

function goalPlace({ file, path, madeFor }: Place): GoalPlace {
  return {
    file: file.name,
    lineOf: (field) => file.lineOf([...path, field]),
    ...(madeFor === undefined ? {} : { madeFor }),
  };
}

function together(files: readonly Items[]): Items {
  return {
    owners: files.flatMap(({ owners }) => owners),
    teams: files.flatMap(({ teams }) => teams),
    goals: files.flatMap(({ goals }) => goals),
    templates: files.flatMap(({ templates }) => templates),
  };
}

function readAs<T>(
  places: readonly Place[],
  schema: Parameters<typeof collect<T>>[1],
  found: Found[],
): readonly Placed<T>[] {
  return collect(places, schema, (place, issues) => {
    found.push(...findingsOf(issues).map((finding) => ({ place, finding })));
  });
}

function workOut(
  inputs: readonly Placed<GoalInput>[],
  reading: Reading,
  found: Found[],
): readonly Placed<Goal>[] {
  return inputs.flatMap(({ value, place }) => {
    const result = goalOf(value, reading);
    if ('goal' in result) return [{ value: result.goal, place }];
    found.push(...result.findings.map((finding) => ({ place, finding })));
    return [];
  });
}

function byId<T extends { id: string }>(items: readonly Placed<T>[]): ReadonlyMap<string, T> {
  return new Map(items.map(({ value }) => [value.id, value]));
}

function checked<T>(
  items: readonly Placed<T>[],
  check: (item: T) => readonly Finding[],
): readonly Found[] {
  return items.flatMap(({ value, place }) => check(value).map((finding) => ({ place, finding })));
}
