import type { Finding } from './finding.ts';
import type { Problem } from './problem.ts';
import { problemAt, type YamlFile } from './yaml-file.ts';

/** Where a goal, an owner, a team or a template is written. */
export interface Place {
  readonly file: YamlFile;
  readonly path: readonly PropertyKey[];
  /** As it stands there, or as its template was filled in. */
  readonly written: unknown;
  /** The id of the owner that a template made it for. */
  readonly madeFor?: string;
}

/** Something that is written in a file. */
export interface Placed<T> {
  readonly value: T;
  readonly place: Place;
}

/** A finding on what is written at a place. */
export interface Found {
  readonly place: Place;
  readonly finding: Finding;
}

/** Findings with file, line and path. What a template made wrong for many owners is told once. */
export function problemsAt(found: readonly Found[]): readonly Problem[] {
  const alike = Map.groupBy(found, ({ place: { file, path }, finding }) =>
    JSON.stringify([file.name, path, finding.path, finding.message, finding.mend]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { place, finding } = first;
    const path = [...place.path, ...asWritten(finding.path, place.written)];
    const message = `${finding.message}${madeFor(group)}`;
    return [problemAt(place.file, path, message, finding.mend)];
  });
}

function madeFor(group: readonly Found[]): string {
  const owners = group.flatMap(({ place }) => place.madeFor ?? []);
  if (owners.length === 0) return '';
  const named = owners.slice(0, 3).join(', ');
  const more = owners.length > 3 ? ` and ${owners.length - 3} more` : '';
  return ` (made for ${named}${more})`;
}

/** A single owner is written as owner, and worked out as owners[0]. */
function asWritten(path: readonly PropertyKey[], written: unknown): readonly PropertyKey[] {
  const single =
    typeof written === 'object' && written !== null && 'owner' in written && !('owners' in written);
  return path[0] === 'owners' && single ? ['owner'] : path;
}

/** Of several of one id the first. */
export function firsts<T extends { id: string }>(
  items: readonly Placed<T>[],
): readonly Placed<T>[] {
  const seen = new Set<string>();
  return items.filter(({ value: { id } }) => !seen.has(id) && seen.add(id));
}
