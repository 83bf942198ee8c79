import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { plainNumber } from '../../schemas/plain-number.ts';
import type { Problem } from './problem.ts';
import { firstOfLine, yamlHint } from './yaml-hint.ts';
import { findingsOf } from './schema-findings.ts';

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
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return {
      problems: [
        problem(
          name,
          undefined,
          '',
          `can't be read (${reason})`,
          'check the path and its permissions',
        ),
      ],
    };
  }
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
          problem(name, lines.linePos(error.pos[0]).line, '', ...yamlHint(error)),
        ),
      ),
    };
  }
  keepDigits(document);
  return {
    file: {
      name,
      data: document.toJS() as unknown,
      lineOf: (keys) => lineOf(document, lines, keys),
    },
  };
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
