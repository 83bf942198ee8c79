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
];

const TABLE_FUNCTIONS = [
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'generate_series',
  'generateSeries',
  'values',
];

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/**
 * The lower-case names a reader must not use: every function and table function the engine knows,
 * less those that are known to be harmless. An alias counts as what it stands for.
 */
export const DENIED_FUNCTIONS_SQL = `
SELECT lower(name) AS denied FROM (
  SELECT name FROM system.table_functions WHERE name NOT IN (${list(TABLE_FUNCTIONS)})
  UNION ALL
  SELECT f.name FROM system.functions AS f
  LEFT JOIN system.functions AS target ON target.name = f.alias_to
  WHERE NOT f.is_aggregate
    AND NOT hasAny(splitByChar(',', if(f.alias_to = '', f.categories, target.categories)), [${list(CATEGORIES)}])
    AND f.name NOT IN (${list(NAMES)}) AND f.alias_to NOT IN (${list(NAMES)})
)
ORDER BY denied`;
