import { isNode, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { plainNumber } from '../../schemas/plain-number.ts';
import type { Problem } from './problem.ts';
import { firstOfLine, yamlHint } from './yaml-hint.ts';
import { findingsOf } from './schema-findings.ts';
import { readText } from './yaml-text.ts';

/** A parsed YAML file that knows where its keys stand. */
export interface YamlFile {
  /** As shown to people. */
  readonly name: string;
  readonly data: unknown;
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

type Read = { file: YamlFile } | { problems: readonly Problem[] };

/** Reads a YAML file; syntax errors come back with their lines. Values after the first document are refused. */
export async function readYaml(path: string, name: string): Promise<Read> {
  const text = await readText(path);
  if (typeof text !== 'string') {
    const { line, message, mend } = text;
    return { problems: [problem(name, line, '', message, mend)] };
  }
  return parsed(text, name);
}

function parsed(text: string, name: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  if (document.errors.length > 0) {
    return {
      problems: firstOfLine(
        document.errors.map((error) =>
          problem(
            name,
            lines.linePos(error.pos[0]).line,
            '',
            ...(isTooDeep(error.message) ? TOO_DEEP : yamlHint(error)),
          ),
        ),
      ),
    };
  }
  const data = unfolded(document);
  if (data instanceof Unfoldable) {
    const { line, message, mend } = data.at(document, lines);
    return { problems: [problem(name, line, '', message, mend)] };
  }
  return {
    file: {
      name,
      data: data.value,
      lineOf: (keys) => lineOf(document, lines, keys),
    },
  };
}

/** Values that hold values, at most so deep. */
const DEEPEST = 100;
const TOO_DEEP = [
  'has values within values within values, too many to read',
  'write it flat',
] as const;

function isTooDeep(message: string): boolean {
  return message.includes('call stack');
}

/** Why a document that can be read gives no values. */
class Unfoldable {
  readonly message: string;
  readonly mend: string;
  constructor(message: string, mend: string) {
    this.message = message;
    this.mend = mend;
  }

  /** With the line, from 1, of the first value that is repeated. */
  at(document: Document, lines: LineCounter): Unfoldable & { line: number | undefined } {
    let line: number | undefined;
    visit(document, {
      Alias: (_key, { range }) => {
        if (range) line = lines.linePos(range[0]).line;
        return visit.BREAK;
      },
    });
    return Object.assign(this, { line });
  }
}

/** A document's values, with what `*` repeats written out. */
function unfolded(document: Document): { readonly value: unknown } | Unfoldable {
  try {
    keepDigits(document);
    const value: unknown = document.toJS();
    return depthOf(value) > DEEPEST ? new Unfoldable(...TOO_DEEP) : { value };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (isTooDeep(reason)) return new Unfoldable(...TOO_DEEP);
    return reason.startsWith('Excessive alias')
      ? new Unfoldable(
          'repeats values by * so often that they would fill the memory',
          'write the values out',
        )
      : new Unfoldable(`repeats by * what no & names: ${reason}`, 'correct the name after *');
  }
}

/** How deep values lie within values; beyond the deepest that may be, no further. */
function depthOf(value: unknown, above = 0): number {
  if (typeof value !== 'object' || value === null || above > DEEPEST) return above;
  return Object.values(value).reduce<number>(
    (most, each) => (most > DEEPEST ? most : Math.max(most, depthOf(each, above + 1))),
    above + 1,
  );
}

const PLAIN = /^-?\d+(\.\d+)?$/;

/** Numbers that a double can't hold become texts, so that no digit is lost. */
function keepDigits(document: Document): void {
  visit(document, {
    Scalar: (_key, node) => {
      const { value, source = '' } = node;
      if (typeof value !== 'number') return;
      const plain = plainNumber(source.replace(/^\+/, ''));
      const isHeld = PLAIN.test(plain)
        ? plain === String(value)
        : !Number.isInteger(value) || Number.isSafeInteger(value);
      if (!isHeld) node.value = plain;
    },
  });
}

function lineOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range !== null && node.range !== undefined) {
      return lines.linePos(node.range[0]).line;
    }
  }
  return undefined;
}

/** A mistake at a path of a file. */
export function problemAt(
  file: YamlFile,
  path: readonly PropertyKey[],
  message: string,
  mend: string,
): Problem {
  return problem(file.name, file.lineOf(path), formatPath(path), message, mend);
}

function problem(
  file: string,
  line: number | undefined,
  path: string,
  message: string,
  mend: string,
): Problem {
  return { file, path, message, mend, ...(line === undefined ? {} : { line }) };
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`,
    )
    .join('');
}

/** A schema's findings as mistakes, each with its place and mend. */
export function problemsOf(
  file: YamlFile,
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): readonly Problem[] {
  return findingsOf(issues).map(({ path, message, mend }) =>
    problemAt(file, [...prefix, ...path], message, mend),
  );
}
