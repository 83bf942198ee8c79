/** What the YAML library says of a text that it can't read. */
interface YamlMistake {
  readonly code: string;
  readonly message: string;
}

type Told = readonly [message: string, mend: string];

const QUOTES: Told = [
  'a text in quotes does not end',
  'close the quotes, or put the whole text in the other kind of quotes',
];

const TOLD: Readonly<Record<string, Told>> = {
  TAB_AS_INDENT: ['the line is indented by a tab', 'indent by spaces'],
  BAD_INDENT: [
    'the line is not indented as those around it',
    'begin keys of one goal, and items of one list, at the same column',
  ],
  DUPLICATE_KEY: ['a key stands here twice', 'take one of the two out'],
  MULTILINE_IMPLICIT_KEY: [
    'a key has no value, or a text goes over several lines',
    'write key: value on one line, with the text in quotes',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second colon stands on the line, or the line is indented too deeply',
    'put a text that has a colon in quotes, title: "Sales: the best", and begin keys of one goal at the same column',
  ],
  BLOCK_IN_FLOW: [
    'a list or keys with a line each stand within brackets',
    'close the bracket before, or write it on one line: [a, b] or { key: value }',
  ],
  BAD_SCALAR_START: [
    'a text begins with a character that YAML keeps for itself',
    'put the text in quotes',
  ],
  BAD_DQ_ESCAPE: [
    'a text in double quotes has a \\ that means nothing',
    'use single quotes, or write \\\\',
  ],
  MULTIPLE_DOCS: [
    'a second document begins here (a line ---)',
    'take the line out, or make two files',
  ],
  BAD_ALIAS: ['a text begins with *', 'put the text in quotes'],
  TAG_RESOLVE_FAILED: ['a text begins with !', 'put the text in quotes'],
  BAD_PROP_ORDER: ['a text begins with & or !', 'put the text in quotes'],
  MULTIPLE_ANCHORS: ['a text begins with &', 'put the text in quotes'],
  MULTIPLE_TAGS: ['a text begins with !', 'put the text in quotes'],
};

/** A syntax error in words, and what helps. Pure. */
export function yamlHint({ code, message }: YamlMistake): Told {
  const bracket = /end with a ([\]}])/.exec(message)?.[1];
  if (bracket !== undefined) {
    return [`a bracket is not closed by ${bracket}`, `write ${bracket} where it ends`];
  }
  const told = Object.hasOwn(TOLD, code) ? TOLD[code] : undefined;
  if (told !== undefined) return told;
  if (code === 'MISSING_CHAR') {
    if (message.includes('quote')) return QUOTES;
    if (message.includes('- indicator')) {
      return [
        'a line of the list does not begin with -',
        'begin it with -, or indent it like the key above',
      ];
    }
    if (message.includes('comma') || message.includes(',')) {
      return ['a comma is missing between two values', 'write a comma, or put the text in quotes'];
    }
  }
  return [`is no YAML: ${message}`, 'correct the line, or put its text in quotes'];
}

/** Of mistakes on one line the first: what follows it is mostly its consequence. Pure. */
export function firstOfLine<T extends { readonly line?: number }>(
  problems: readonly T[],
): readonly T[] {
  return [...Map.groupBy(problems, ({ line }) => line).values()].flatMap((same) =>
    same.slice(0, 1),
  );
}
