import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { z } from 'zod';
import { metricInputSchema, type MetricInput } from '../../schemas/metric-file.ts';
import { partSchema, type Metric, type Part } from '../../schemas/metric.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { checkMetric } from './metric-checks.ts';
import { PartBook } from './part-book.ts';
import type { Problem } from './problem.ts';
import { problemAt, problemsOf, readYaml, type YamlFile } from './yaml-file.ts';
import { yamlFilesUnder } from './yaml-files.ts';

export interface LoadedMetrics {
  /** The built-in ones and the project's own, by id. */
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly problems: readonly Problem[];
}

interface Placed {
  readonly value: Omit<MetricInput, 'parts'> & { readonly parts: readonly unknown[] };
  readonly file: YamlFile;
  readonly path: readonly PropertyKey[];
}

const DEFAULT_FOLDER = 'metrics';

/** Parts are checked one by one, so that the message is about the kind of part that is meant. */
const shape = metricInputSchema.extend({ parts: z.array(z.unknown()).min(1).max(2) });
const fileShape = z.strictObject({ metrics: z.array(z.unknown()) });
const referenceShape = z.strictObject({ part: z.string() });

/**
 * Reads a project's own metrics and puts them beside the built-in ones. All files are checked, so
 * that one mistake does not hide the next.
 * @param paths files or folders; undefined: the folder metrics, where there is one.
 */
export async function loadMetrics(
  baseDir: string,
  paths: readonly string[] | undefined,
): Promise<LoadedMetrics> {
  const problems: Problem[] = [];
  const placed: Placed[] = [];
  const from = paths ?? (await defaultPaths(baseDir));
  for (const path of await yamlFilesUnder(baseDir, from, 'metrics', problems)) {
    const read = await readYaml(path, relative(baseDir, path));
    if ('problems' in read) problems.push(...read.problems);
    else readFile(read.file, placed, problems);
  }
  problems.push(...takenIds(placed));
  const book = new PartBook(builtIn);
  const parts = placed.map((one) => one.value.parts.map((part, at) => readPart(one, part, at)));
  for (const [at, list] of parts.entries()) {
    for (const [index, part] of list.entries()) {
      if (!('own' in part)) continue;
      const conflict = book.add(part.own);
      const one = placed[at];
      if (conflict === undefined || one === undefined) continue;
      problems.push(
        problemAt(one.file, [...one.path, 'parts', index, 'id'], conflict.message, conflict.mend),
      );
    }
  }
  const own = placed.flatMap((one, at) => resolved(one, parts[at] ?? [], book, problems));
  return { metrics: new Map([...own.map((m) => [m.id, m] as const), ...builtIn]), problems };
}

type ReadPart = { own: Part } | { reference: string } | { problems: readonly Problem[] };

function readPart({ file, path }: Placed, part: unknown, at: number): ReadPart {
  const reference = referenceShape.safeParse(part);
  if (reference.success) return { reference: reference.data.part };
  const result = partSchema.safeParse(part, { reportInput: true });
  if (result.success) return { own: result.data };
  return { problems: problemsOf(file, result.error.issues, [...path, 'parts', at]) };
}

/** The metric with its parts in place, or nothing where one of them can't be told. */
function resolved(
  { value, file, path }: Placed,
  written: readonly ReadPart[],
  book: PartBook,
  problems: Problem[],
): readonly Metric[] {
  const parts: Part[] = [];
  for (const [at, part] of written.entries()) {
    if ('problems' in part) problems.push(...part.problems);
    else if ('own' in part) parts.push(part.own);
    else {
      const found = book.find(part.reference);
      if ('part' in found) parts.push(found.part);
      else
        problems.push(problemAt(file, [...path, 'parts', at, 'part'], found.message, found.mend));
    }
  }
  const [first, second] = parts;
  if (first === undefined || parts.length < written.length) return [];
  const { title } = value;
  const metric: Metric = {
    ...value,
    title:
      typeof title === 'string'
        ? { en: title, da: title }
        : { en: title.en, da: title.da ?? title.en },
    parts: second === undefined ? [first] : [first, second],
  };
  const inPlace = written.map((part) => 'own' in part);
  for (const finding of checkMetric(metric, book.metrics, inPlace)) {
    problems.push(problemAt(file, [...path, ...finding.path], finding.message, finding.mend));
  }
  return [metric];
}

async function defaultPaths(baseDir: string): Promise<readonly string[]> {
  const found = await stat(resolve(baseDir, DEFAULT_FOLDER)).catch(() => undefined);
  return found?.isDirectory() === true ? [DEFAULT_FOLDER] : [];
}

function readFile(file: YamlFile, placed: Placed[], problems: Problem[]): void {
  const top = fileShape.safeParse(file.data ?? { metrics: [] }, { reportInput: true });
  if (!top.success) {
    problems.push(...problemsOf(file, top.error.issues));
    return;
  }
  for (const [index, item] of top.data.metrics.entries()) {
    const path = ['metrics', index];
    const result = shape.safeParse(item, { reportInput: true });
    if (result.success) placed.push({ value: result.data, file, path });
    else problems.push(...problemsOf(file, result.error.issues, path));
  }
}

function takenIds(placed: readonly Placed[]): readonly Problem[] {
  const seen = new Map<string, string>();
  return placed.flatMap(({ value: { id }, file, path }) => {
    const there = builtIn.has(id) ? 'among the built-in metrics' : seen.get(id);
    if (there === undefined) {
      seen.set(id, `in ${file.name}`);
      return [];
    }
    const message = `there is a metric ${id} ${there}`;
    return [problemAt(file, [...path, 'id'], message, 'give it another id')];
  });
}
