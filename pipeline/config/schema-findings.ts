import type { z } from 'zod';
import type { Finding } from './finding.ts';
import { dateHint } from './date-hint.ts';
import { numberHint } from './number-hint.ts';
import { nearest } from './problem.ts';
import { scopeFindings } from './scope-hint.ts';

/** A schema's findings in words. */
export function findingsOf(issues: readonly z.core.$ZodIssue[]): readonly Finding[] {
  return issues.flatMap((issue) => {
    const scope = issue.message.startsWith('is not a scope')
      ? scopeFindings(issue.input)
      : undefined;
    if (scope !== undefined)
      return scope.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
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
    return missing ? ['is missing', `add it (${kind(issue.expected)})`] : wrongType(issue);
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
  if (issue.code === 'too_small' && issue.origin === 'string') {
    return ['is empty', 'write a text'];
  }
  if (typeof issue.input === 'string') {
    const hint = hintOf(issue.message, issue.input, String(issue.path.at(-1)));
    if (hint !== undefined) return hint;
  }
  if (issue.message.startsWith('is not a window') && hasFrom(issue.input)) {
    return ['has from and to', 'write { start: 2026-10-01, end: 2026-12-31 } with your days'];
  }
  const [message, mend] = issue.message.split('; ', 2);
  return [message ?? issue.message, mend ?? 'correct the value'];
}

function hasFrom(input: unknown): boolean {
  return typeof input === 'object' && input !== null && ('from' in input || 'to' in input);
}

/** What a text that is refused most likely means. */
function hintOf(
  refusal: string,
  input: string,
  field: string,
): readonly [string, string] | undefined {
  if (/^is not (a|a plain) number/.test(refusal)) {
    const hint = numberHint(input, field);
    return hint && [hint.message, hint.mend];
  }
  const mend = refusal.startsWith('is not a day') ? dateHint(input) : undefined;
  return mend === undefined ? undefined : [`is ${input}, which is not a day`, mend];
}

/** What YAML calls the kinds of values, as people do. */
const KINDS: Readonly<Record<string, string>> = {
  array: 'list',
  object: 'mapping',
  record: 'mapping',
  string: 'text',
  boolean: 'true or false',
  int: 'whole number',
};

function kind(expected: string): string {
  return KINDS[expected] ?? expected;
}

function wrongType({ expected, input }: z.core.$ZodIssueInvalidType): readonly [string, string] {
  if (input === null) return ['is empty', `write ${article(kind(expected))}`];
  const scalar = typeof input !== 'object';
  if (expected === 'string' && typeof input === 'number') {
    const mend = 'write it in quotes, with every digit and zero that belongs to it: "00123"';
    return [`is read as the number ${input}, and a text is meant`, mend];
  }
  if (expected === 'string' && scalar) {
    return [
      `is read as ${JSON.stringify(input)}, and a text is meant`,
      `write "${JSON.stringify(input)}", in quotes`,
    ];
  }
  if (expected === 'array')
    return [
      'must be a list',
      scalar
        ? `put it in brackets: [${typeof input === 'string' ? input : JSON.stringify(input)}]`
        : 'write a list: [ … ]',
    ];
  if (expected === 'object' || expected === 'record') {
    return [
      'must be keys with values',
      'write key: value on lines of their own, or { key: value }',
    ];
  }
  if (expected === 'boolean')
    return ['must be true or false', 'write true or false, without quotes'];
  return [`must be ${article(kind(expected))}`, `write ${article(kind(expected))}`];
}

function article(expected: string): string {
  if (expected === 'true or false') return expected;
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
