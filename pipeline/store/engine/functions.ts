/** Kinds of functions that only compute on their arguments, as system.functions names them. */
const CATEGORIES = [
  'Aggregate Functions',
  'Type Conversion',
  'Dates and Times',
  'Arrays',
  'String',
  'Hash',
  'String Search',
  'JSON',
  'Mathematical',
  'Arithmetic',
  'Map',
  'Comparison',
  'Tuple',
  'Encoding',
  'UUID',
  'Bit',
  'Bitmap',
  'String Splitting',
  'String Replacement',
  'Null',
  'Rounding',
  'Time Window',
  'Conditional',
  'Logical',
  'Distance',
  'IP Address',
  'Random Number',
  'URL',
  'Financial',
];

/** Single functions of other kinds that BI clients call. */
const NAMES = [
  'version',
  'currentDatabase',
  'currentUser',
  'displayName',
  'revision',
  'timezone',
  'getSetting',
  'identity',
  'materialize',
  'ignore',
  'transform',
  'bar',
  'toTypeName',
  'byteSize',
  'isDecimalOverflow',
  'formatReadableSize',
  'formatReadableQuantity',
  'formatReadableTimeDelta',
  'formatReadableDecimalSize',
  'finalizeAggregation',
  'lowCardinalityKeys',
  'lowCardinalityIndices',
  'rowNumberInAllBlocks',
  'runningDifference',
  'neighbor',
  'toColumnTypeName',
  'defaultValueOfTypeName',
  'defaultValueOfArgumentType',
  'hostName',
  'connectionId',
  'multiplyDecimal',
  'divideDecimal',
  'countDigits',
  'visibleWidth',
  'isConstant',
  'caseWithExpression',
];

/** What the engine writes for its own syntax as if it were a function. */
const SYNTAX = ['lambda', '_cast'];

/** Functions of the kinds above that do more than compute: they write in formats that may read files. */
const NEVER = ['formatRow', 'formatRowNoNewline', 'chdb'];

const TABLE_FUNCTIONS = [
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'generate_series',
  'generateSeries',
  'values',
  'SQLStandardValues',
];

/** Formats that read a schema or a template from a file or another server. */
const FORMATS = ['Template', 'Protobuf', 'ProtobufSingle', 'ProtobufList', 'AvroConfluent'];

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/**
 * The words a reader may use, a line each: its kind, a tab, and the word; functions in lower case.
 * `scalar` and `aggregate` are harmless functions, `table` harmless table functions; `denied` is every
 * other function that takes values, by which columns and arrays can be mapped without a bracket. An
 * alias counts as what it stands for.
 */
export const VOCABULARY_SQL = `
WITH rated AS (
  SELECT f.name AS name, f.is_aggregate AS is_aggregate,
    f.is_aggregate OR (
      (hasAny(splitByChar(',', if(f.alias_to = '', f.categories, target.categories)), [${list(CATEGORIES)}])
        OR f.name IN (${list(NAMES)}) OR f.alias_to IN (${list(NAMES)}))
      AND f.name NOT IN (${list(NEVER)}) AND f.alias_to NOT IN (${list(NEVER)})
    ) AS harmless
  FROM system.functions AS f
  LEFT JOIN system.functions AS target ON target.name = f.alias_to
)
SELECT multiIf(NOT harmless, 'denied', is_aggregate, 'aggregate', 'scalar') AS kind, lower(name) AS word
FROM rated WHERE word NOT IN (${list(SYNTAX)})
UNION ALL
SELECT 'scalar', arrayJoin([${list(SYNTAX)}])
UNION ALL
SELECT 'table', lower(name) FROM system.table_functions WHERE name IN (${list(TABLE_FUNCTIONS)})
UNION ALL
SELECT 'format', name FROM system.formats WHERE is_output AND name NOT IN (${list(FORMATS)})`;

/** Suffixes by which the engine makes aggregate functions of others. */
const COMBINATOR =
  /(?:SimpleState|MergeState|State|Merge|OrDefault|OrNull|Distinct|Resample|ForEach|ArgMin|ArgMax|Array|Tuple|Map|Null|If)$/i;

/** What a reader may say. */
export class Vocabulary {
  readonly #words: Readonly<Record<string, ReadonlySet<string>>>;

  /** @param lines what VOCABULARY_SQL answers, in TabSeparated. */
  constructor(lines: string) {
    const words: Record<string, Set<string>> = {};
    for (const line of lines.split('\n')) {
      const [kind = '', word = ''] = line.split('\t');
      (words[kind] ??= new Set()).add(word);
    }
    this.#words = words;
  }

  /** Whether a function with arguments is harmless, however it is spelt. What nobody knows is not. */
  mayCall(name: string): boolean {
    const word = name.toLowerCase();
    if (this.isDenied(word)) return false;
    if (this.#has('scalar', word) || this.#has('table', word)) return true;
    for (let base = word; ; base = base.replace(COMBINATOR, '')) {
      if (this.#has('aggregate', base)) return true;
      if (!COMBINATOR.test(base)) return false;
    }
  }

  /** Whether the name is that of a function which a reader may not use in any way. */
  isDenied(name: string): boolean {
    return this.#has('denied', name.toLowerCase());
  }

  isFormat(name: string): boolean {
    return this.#has('format', name);
  }

  #has(kind: string, word: string): boolean {
    return this.#words[kind]?.has(word) ?? false;
  }
}
