import { z } from 'zod';
import type { Place, Placed } from './place.ts';
import type { Problem } from './problem.ts';
import { problemsOf, type YamlFile } from './yaml-file.ts';

const list = z.array(z.unknown()).default([]);
const looseFile = z.strictObject({ owners: list, teams: list, goals: list, templates: list });

const SECTIONS = ['owners', 'teams', 'goals', 'templates'] as const;

/** What stands in the lists of a goal file, not yet looked into. */
export type Items = Readonly<Record<(typeof SECTIONS)[number], readonly Place[]>>;

/** The lists of a goal file; what can still be checked of a file with a mistake at its top as well. */
export function itemsOf(file: YamlFile, problems: Problem[]): Items {
  const shape = looseFile.safeParse(file.data ?? {}, { reportInput: true });
  if (!shape.success) problems.push(...problemsOf(file, shape.error.issues));
  const data = typeof file.data === 'object' && file.data !== null ? { ...file.data } : {};
  const raw = new Map<string, unknown>(Object.entries(data));
  const items = (section: string): readonly Place[] => {
    const value = raw.get(section);
    return Array.isArray(value)
      ? value.map((written: unknown, index) => ({ file, path: [section, index], written }))
      : [];
  };
  const [owners, teams, goals, templates] = SECTIONS.map(items);
  return {
    owners: owners ?? [],
    teams: teams ?? [],
    goals: goals ?? [],
    templates: templates ?? [],
  };
}

/** The items that have the schema's shape; the mistakes of the others are told. */
export function collect<T>(
  places: readonly Place[],
  schema: z.ZodType<T>,
  tell: (place: Place, issues: readonly z.core.$ZodIssue[]) => void,
): readonly Placed<T>[] {
  return places.flatMap((place) => {
    const result = schema.safeParse(place.written, { reportInput: true });
    if (result.success) return [{ value: result.data, place }];
    tell(place, result.error.issues);
    return [];
  });
}

/** The ids that items give themselves, those with mistakes too: what names them is no mistake. */
export function idsOf(places: readonly Place[]): readonly string[] {
  return textsOf(places, 'id');
}

/** What items write under a key, where it is a text. */
export function textsOf(places: readonly Place[], key: string): readonly string[] {
  return places.flatMap(({ written }) => {
    const keys = typeof written === 'object' && written !== null ? Object.entries(written) : [];
    const value = new Map<string, unknown>(keys).get(key);
    return typeof value === 'string' ? [value] : [];
  });
}
