import type { Owner } from '../../schemas/goals.ts';

type Value = string | number | readonly string[];

/** What the placeholders of a template stand for. */
export type Values = ReadonlyMap<string, Value>;

const PLACEHOLDER = /\{(\w+)\}/g;

/** What an owner fills in: id, name, team and attributes. The first three come before attributes. */
export function valuesOf({ id, name, team, attributes = {} }: Owner): Values {
  return new Map<string, Value>([
    ...Object.entries(attributes),
    ['id', id],
    ['name', name],
    ...(team === undefined ? [] : [['team', team] as const]),
  ]);
}

/** Every placeholder of a template, with the path of the text that it stands in. */
export function placeholdersOf(
  written: unknown,
  path: readonly PropertyKey[] = [],
): readonly { readonly key: string; readonly path: readonly PropertyKey[] }[] {
  if (typeof written === 'string') {
    return [...written.matchAll(PLACEHOLDER)].map(([, key = '']) => ({ key, path }));
  }
  return entriesOf(written).flatMap(([key, value]) => placeholdersOf(value, [...path, key]));
}

/** Placeholders whose quotes are missing: YAML reads {id} as a map, { id: null }. */
export function unquotedOf(
  written: unknown,
  path: readonly PropertyKey[] = [],
): readonly { readonly key: string; readonly path: readonly PropertyKey[] }[] {
  const entries = entriesOf(written);
  const [first] = entries;
  if (entries.length === 1 && first?.[1] === null) return [{ key: String(first[0]), path }];
  return entries.flatMap(([key, value]) => unquotedOf(value, [...path, key]));
}

/**
 * The template with its placeholders filled in. A text that is one placeholder alone becomes the
 * value as it is, be it a list or a number; within a text a list is written with commas. A scope's
 * `in` takes a single text as a list of one.
 */
export function fill(written: unknown, values: Values): unknown {
  if (typeof written === 'string') return fillText(written, values);
  if (Array.isArray(written)) return written.flatMap((item: unknown) => inList(item, values));
  if (typeof written !== 'object' || written === null) return written;
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => {
      const filled = fill(value, values);
      return [key, key === 'in' && typeof filled === 'string' ? [filled] : filled];
    }),
  );
}

/** A list put into a list becomes its items. */
function inList(item: unknown, values: Values): readonly unknown[] {
  const filled = fill(item, values);
  return typeof item === 'string' && Array.isArray(filled) ? filled : [filled];
}

function fillText(text: string, values: Values): unknown {
  const alone = /^\{(\w+)\}$/.exec(text)?.[1];
  if (alone !== undefined) return values.get(alone);
  return text.replaceAll(PLACEHOLDER, (whole, key: string) => {
    const value = values.get(key) ?? whole;
    return typeof value === 'object' ? value.join(', ') : String(value);
  });
}

function entriesOf(written: unknown): readonly (readonly [PropertyKey, unknown])[] {
  if (Array.isArray(written)) return written.map((item: unknown, index) => [index, item] as const);
  return typeof written === 'object' && written !== null ? Object.entries(written) : [];
}
