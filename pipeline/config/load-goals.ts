import { relative } from 'node:path';
import { z } from 'zod';
import { goalInputSchema, goalOf } from '../../schemas/goal-file.ts';
import { goalSchema, ownerSchema, type Goal, type Owner, type Team } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { checkGoal } from './goal-checks.ts';
import type { Problem } from './problem.ts';
import { problemAt, problemsOf, readYaml, type YamlFile } from './yaml-file.ts';
import { yamlFilesUnder } from './yaml-files.ts';

export interface LoadedGoals {
  readonly goals: readonly Goal[];
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
  readonly problems: readonly Problem[];
}

interface Placed<T> {
  readonly value: T;
  readonly file: YamlFile;
  readonly path: readonly PropertyKey[];
}

const looseFile = z.strictObject({
  owners: z.array(z.unknown()).default([]),
  goals: z.array(z.unknown()).default([]),
});

/**
 * Reads every goal file under the given paths (files or folders, YAML, in name order) and checks
 * them all, so that one mistake does not hide the next.
 */
export async function loadGoals(
  baseDir: string,
  paths: readonly string[],
  metrics: ReadonlyMap<string, Metric>,
): Promise<LoadedGoals> {
  const problems: Problem[] = [];
  const goals: Placed<Goal>[] = [];
  const owners: Placed<Owner>[] = [];
  for (const path of await yamlFilesUnder(baseDir, paths, 'goals', problems)) {
    const read = await readYaml(path, relative(baseDir, path));
    if ('problems' in read) problems.push(...read.problems);
    else readGoalFile(read.file, goals, owners, problems);
  }
  problems.push(...duplicates(goals, 'goal'), ...duplicates(owners, 'owner'));
  const around = {
    metrics,
    owners: new Set(owners.map(({ value }) => value.id)),
    goals: new Map(goals.map(({ value }) => [value.id, value])),
  };
  for (const { value, file, path } of goals) {
    for (const finding of checkGoal(value, around)) {
      problems.push(problemAt(file, [...path, ...finding.path], finding.message, finding.mend));
    }
  }
  return {
    goals: goals.map(({ value }) => value),
    owners: owners.map(({ value }) => value),
    teams: [],
    problems,
  };
}

function readGoalFile(
  file: YamlFile,
  goals: Placed<Goal>[],
  owners: Placed<Owner>[],
  problems: Problem[],
): void {
  const shape = looseFile.safeParse(file.data ?? {}, { reportInput: true });
  if (!shape.success) problems.push(...problemsOf(file, shape.error.issues));
  const data = shape.success ? shape.data : salvage(file.data);
  collect(file, 'owners', data.owners, ownerSchema, owners, problems);
  collect(file, 'goals', data.goals, anyGoal, goals, problems);
}

/** What can still be checked of a file with a mistake at its top. */
function salvage(data: unknown): { owners: unknown[]; goals: unknown[] } {
  const record =
    typeof data === 'object' && data !== null
      ? new Map(Object.entries(data))
      : new Map<string, unknown>();
  const list = (key: string): unknown[] => {
    const value: unknown = record.get(key);
    return Array.isArray(value) ? value : [];
  };
  return { owners: list('owners'), goals: list('goals') };
}

/** A goal as people write it, or with everything worked out. */
const anyGoal = z.unknown().transform((value, context): Goal => {
  const whole = goalSchema.safeParse(value);
  if (whole.success) return whole.data;
  const written = goalInputSchema.safeParse(value, { reportInput: true });
  if (written.success) return goalOf(written.data);
  for (const issue of written.error.issues) context.issues.push(issue as never);
  return z.NEVER;
});

function collect<T>(
  file: YamlFile,
  key: string,
  items: readonly unknown[],
  schema: z.ZodType<T>,
  into: Placed<T>[],
  problems: Problem[],
): void {
  items.forEach((item, index) => {
    const path = [key, index];
    const result = schema.safeParse(item, { reportInput: true });
    if (result.success) into.push({ value: result.data, file, path });
    else problems.push(...problemsOf(file, result.error.issues, path));
  });
}

function duplicates(items: readonly Placed<{ id: string }>[], what: string): readonly Problem[] {
  const seen = new Map<string, YamlFile>();
  const problems: Problem[] = [];
  for (const { value, file, path } of items) {
    const first = seen.get(value.id);
    if (first === undefined) seen.set(value.id, file);
    else {
      const message = `there is another ${what} ${value.id} in ${first.name}`;
      problems.push(problemAt(file, [...path, 'id'], message, 'give each its own id'));
    }
  }
  return problems;
}
