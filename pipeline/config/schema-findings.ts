import type { z } from 'zod';
import type { Finding } from './finding.ts';
import { nearest } from './problem.ts';

/** A schema's findings in words. */
export function findingsOf(issues: readonly z.core.$ZodIssue[]): readonly Finding[] {
  return issues.flatMap((issue) => {
    const meant = issue.code === 'invalid_union' ? meantOption(issue) : undefined;
    if (meant !== undefined) {
      return findingsOf(meant).map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
    }
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...issue.path, key], key));
    }
    const [message, mend] = explain(issue);
    return [{ path: issue.path, message, mend }];
  });
}

/** Of the options of a union the one with the keys that are written, where only one has them. */
function meantOption({
  errors,
  input,
}: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  if (input === undefined) return undefined;
  const close = errors.filter((issues) => issues.every(({ path }) => path.length > 0));
  return close.length === 1 ? close[0] : undefined;
}

function unknownKey(path: readonly PropertyKey[], key: string): Finding {
  return { path, message: `there is no key ${key}`, mend: 'take it out or correct its name' };
}

function explain(issue: z.core.$ZodIssue): readonly [string, string] {
  if (issue.code === 'invalid_type') {
    const missing = issue.input === undefined && /undefined/.test(issue.message);
    const expected = issue.expected === 'array' ? 'list' : issue.expected;
    return missing
      ? ['is missing', `add it (${expected})`]
      : [`must be ${article(expected)}`, `write ${article(expected)}`];
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    const near = typeof issue.input === 'string' ? nearest(issue.input, known) : undefined;
    return [
      `must be one of ${known.join(', ')}`,
      near === undefined ? 'write one of these' : `write ${near}`,
    ];
  }
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    if (first !== undefined) return explain(first);
  }
  if (issue.code === 'too_small' && issue.minimum === 1 && issue.origin === 'array') {
    return ['is an empty list', 'write at least one'];
  }
  const [message, mend] = issue.message.split('; ', 2);
  return [message ?? issue.message, mend ?? 'correct the value'];
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
