import fc from 'fast-check';

/** What opens, closes, hides or parts, between what must not be reached. */
const HIDING = [
  ' ',
  '\n',
  '\t',
  '\r',
  '/*',
  '*/',
  '/*',
  '*/',
  '--',
  '# ',
  '#!',
  '//',
  "'",
  "'",
  '"',
  '`',
  "''",
  '""',
  '``',
  '\\',
  "\\'",
  '$$',
  '$x$',
  '$',
  ';',
  ',',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '\0',
  '\u00a0',
  '\u2018',
  '\u2019',
  '\u201c',
  '\u201d',
  '\u2212',
  '\ufeff',
  '@',
  '?',
  '::',
];
const WORDS = [
  '1',
  "'a'",
  '"b"',
  ', ',
  ', 1',
  ' AS x',
  ' FROM numbers(1)',
  ' UNION ALL SELECT 1',
  'SELECT 1',
  ' WHERE 1',
  ' FORMAT CSV',
  ' SETTINGS max_threads = 1',
  ' APPLY',
  ' * ',
  'x -> ',
  'b',
];
/** Each of them gives the canary away, or makes a file, where it is run. */
const REACHING = [
  ", file('{file}')",
  ", file /* */ ('{file}')",
  ", (SELECT file('{file}'))",
  ", FILE('{file}')",
  ", arrayMap(file, ['{file}'])",
  " UNION ALL SELECT file('{file}')",
  ", `file`('{file}')",
  " INTO OUTFILE '{out}'",
  "; SELECT file('{file}')",
  ', (SELECT s FROM {db}.secret LIMIT 1)',
];

const pieces = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...HIDING) },
  { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.constantFrom(...REACHING) },
);

/** Comments that nest, which may hide the beginning of a string or its end. */
const nested = fc
  .array(fc.constantFrom('/*', '*/', ' ', "'", '"', '`', '--', '\n'), { maxLength: 8 })
  .map((parts) => `/*${parts.join('')}*/`);

/** Statements that one reader of SQL may take apart in another way than another. */
export const statements = fc
  .array(fc.oneof({ weight: 3, arbitrary: pieces }, { weight: 1, arbitrary: nested }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((parts) => `SELECT 1 ${parts.join('')}`);
