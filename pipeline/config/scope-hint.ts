import { dimensionSchema } from '../../schemas/dimensions.ts';
import type { Finding } from './finding.ts';
import { nearest } from './problem.ts';

const TESTS = ['equals', 'in', 'prefix'] as const;
const GROUPS = ['all', 'any', 'not'] as const;
const KEYS: readonly string[] = ['dimension', ...TESTS, ...GROUPS];

/** What people write for a key of a scope. */
const MEANT: Readonly<Record<string, string>> = {
  equal: 'equals',
  eq: 'equals',
  is: 'equals',
  value: 'equals',
  values: 'in',
  oneof: 'in',
  one_of: 'in',
  startswith: 'prefix',
  starts_with: 'prefix',
  and: 'all',
  or: 'any',
  field: 'dimension',
  column: 'dimension',
};

/** What is wrong with something that is no scope, where its keys tell; undefined where they don't. Pure. */
export function scopeFindings(written: unknown): readonly Finding[] | undefined {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return undefined;
  const keys = Object.keys(written);
  const unknown = Object.entries(written).filter(([key]) => !KEYS.includes(key));
  if (unknown.length > 0) return unknown.map(unknownKey);
  const tests = TESTS.filter((key) => keys.includes(key));
  const groups = GROUPS.filter((key) => keys.includes(key));
  if (tests.length > 1) {
    return [
      {
        path: [],
        message: `has ${tests.join(' and ')}`,
        mend: 'keep one of them; for both write all: [{ … }, { … }]',
      },
    ];
  }
  if (groups.length > 1 || (groups.length === 1 && keys.length > 1)) {
    return [
      {
        path: [],
        message: `has ${keys.join(' and ')} side by side`,
        mend: 'put conditions that belong together into all: [{ … }, { … }]',
      },
    ];
  }
  if (keys.includes('dimension') && tests.length === 0) {
    return [
      {
        path: [],
        message: 'names a dimension and no value',
        mend: 'add equals, in: [...] or prefix',
      },
    ];
  }
  if (tests.length === 1 && !keys.includes('dimension')) {
    return [
      {
        path: ['dimension'],
        message: 'is missing',
        mend: 'write the dimension that is meant, such as country',
      },
    ];
  }
  return undefined;
}

function unknownKey([key, value]: readonly [string, unknown]): Finding {
  if (dimensionSchema.safeParse(key).success) {
    const said = typeof value === 'string' ? value : '…';
    return {
      path: [key],
      message: 'is a dimension, not a key',
      mend: `write { dimension: ${key}, equals: ${said} }`,
    };
  }
  const plain = key.toLowerCase();
  const meant = Object.hasOwn(MEANT, plain) ? MEANT[plain] : nearest(key, KEYS);
  const mend = meant === undefined ? `write one of ${KEYS.join(', ')}` : `write ${meant}`;
  return { path: [key], message: `there is no key ${key}`, mend };
}
