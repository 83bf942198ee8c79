/** Shorter values are words like any other: hiding them would hide figures and names. */
const SHORTEST = 6;
/** A number so short may be a figure. */
const FIGURE = /^[\d.,:+-]{1,11}$/;
/** What passwords of examples are, and what is in every other message. */
const WORDS = new Set(['goalstream', 'default', 'clickhouse', 'password', 'secret', 'sandbox']);
const HIDDEN = '***';

const known = new Set<string>();
let pattern: RegExp | undefined;

/**
 * Takes note of values that must never leave this process, as they are and as they are written in
 * addresses and JSON. Each thread has its own.
 */
export function learnSecrets(values: Iterable<string>): void {
  const before = known.size;
  for (const value of values) {
    if (value.length < SHORTEST || FIGURE.test(value) || WORDS.has(value)) continue;
    for (const form of formsOf(value)) known.add(form);
  }
  if (known.size === before) return;
  const longestFirst = [...known].toSorted((a, b) => b.length - a.length);
  // Not within a longer word or number, which would be another value.
  pattern = new RegExp(
    `(?<![\\p{L}\\d])(?:${longestFirst.map((form) => RegExp.escape(form)).join('|')})(?![\\p{L}\\d])`,
    'gu',
  );
}

function formsOf(value: string): readonly string[] {
  return [value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)];
}

/** A text that leaves: without the secrets that are known here. */
export function redact(text: string): string {
  return pattern === undefined ? text : text.replaceAll(pattern, HIDDEN);
}

/** The same for all texts in a value that becomes JSON, but for its keys. */
export function redacted<T>(value: T): T {
  return pattern === undefined ? value : (mapped(value) as T);
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each)]));
}
