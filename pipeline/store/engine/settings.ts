import { availableParallelism } from 'node:os';
import { Failure } from './failure.ts';

/** URL parameters that the port itself understands, and so are no settings. */
const OWN = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'session_id',
  'session_timeout',
  'session_check',
  'role',
  'compress',
  'decompress',
  'enable_http_compression',
  'http_zlib_compression_level',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'cancel_http_readonly_queries_on_client_close',
  'client_protocol_version',
  'readonly',
  'log_comment',
  'buffer_size',
]);

/** Settings a reader may change. A number is the greatest value allowed (0, "no limit", becomes it). */
const READER: Readonly<Record<string, number | true>> = {
  max_result_rows: 10_000_000,
  max_result_bytes: 1_000_000_000,
  max_block_size: 1_000_000,
  max_threads: 16,
  result_overflow_mode: true,
  extremes: true,
  limit: true,
  offset: true,
  join_use_nulls: true,
  date_time_input_format: true,
  date_time_output_format: true,
  session_timezone: true,
  async_insert: true,
  select_sequential_consistency: true,
  use_query_cache: true,
  cast_string_to_dynamic_use_inference: true,
  prefer_column_name_to_alias: true,
  output_format_json_quote_64bit_integers: true,
  output_format_json_quote_decimals: true,
  output_format_json_quote_64bit_floats: true,
  output_format_json_quote_denormals: true,
  output_format_native_use_flattened_dynamic_and_json_serialization: true,
};

const NAME = /^[a-z_][a-z0-9_]*$/i;

/** A SQL string literal of any text. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** An identifier, quoted. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** What a statement of a reader may take, at most. */
export interface ReaderBounds {
  readonly seconds: number;
  readonly memoryBytes: number;
}

/** What every statement of a reader is bounded by. */
const READER_BOUNDS: Readonly<Record<string, string>> = {
  timeout_overflow_mode: 'throw',
  // The other half of the machine is the product's.
  max_threads: String(Math.ceil(availableParallelism() / 2)),
  max_ast_depth: '500',
  max_subquery_depth: '50',
  max_expanded_ast_elements: '100000',
  // What compiling patterns takes is not counted as memory.
  max_hyperscan_regexp_length: '1000',
  max_hyperscan_regexp_total_length: '10000',
};

/**
 * A request's settings and parameters, as what may follow SET; empty where it has none. Values of
 * `param_x` go to the engine as they came. Throws Failure 115 on a name that can't be one.
 */
export function settingsOf(url: URLSearchParams): string {
  return assigned([...url].filter(([name]) => !OWN.has(name)));
}

/**
 * A reader's settings and parameters, as what may follow SET. Settings are checked against an
 * allow-list, and bounded; others throw Failure 164.
 * @param own those of the statement's own SETTINGS clause, which win.
 */
export function readerSettingsOf(
  url: URLSearchParams,
  bounds: ReaderBounds,
  own: readonly (readonly [name: string, value: string])[] = [],
): string {
  const sent = [...url].filter(([name]) => !OWN.has(name));
  const fixed = Object.entries({
    ...READER_BOUNDS,
    max_execution_time: String(bounds.seconds),
    max_memory_usage: String(bounds.memoryBytes),
    // What would be more goes to disk.
    max_bytes_before_external_group_by: String(Math.floor(bounds.memoryBytes / 2)),
    max_bytes_before_external_sort: String(Math.floor(bounds.memoryBytes / 2)),
  });
  const asked = sent.map(([name, value]): [string, string] => [
    name,
    isParameter(name) ? value : bound(name, value, bounds),
  ]);
  const last = own.map(([name, value]): [string, string] => [name, bound(name, value, bounds)]);
  return `${assigned([...fixed, ...asked, ...last])}, readonly = 1`;
}

/** A reader's parameters alone, for judging its statement under bounds that are not its own. */
export function readerParametersOf(url: URLSearchParams, bounds: ReaderBounds): string {
  const parameters = new URLSearchParams([...url].filter(([name]) => isParameter(name)));
  return readerSettingsOf(parameters, bounds);
}

function isParameter(name: string): boolean {
  return name.startsWith('param_');
}

/** Of several values of a name the last one counts. */
function assigned(pairs: readonly (readonly [string, string])[]): string {
  return [...new Map(pairs)]
    .map(([name, value]) => {
      if (NAME.test(name)) return `${name} = ${literal(value)}`;
      throw new Failure(115, 'UNKNOWN_SETTING', `Unknown setting ${name.slice(0, 60)}`, 400);
    })
    .join(', ');
}

function bound(name: string, value: string, { seconds }: ReaderBounds): string {
  const known = Object.hasOwn(READER, name) ? READER[name] : undefined;
  const limit = name === 'max_execution_time' ? seconds : known;
  if (limit === undefined) {
    throw new Failure(
      164,
      'READONLY',
      `Cannot modify '${name.slice(0, 60)}' setting in readonly mode`,
    );
  }
  if (limit === true) return value;
  const wanted = Number(value);
  return String(wanted > 0 && wanted < limit ? wanted : limit);
}
