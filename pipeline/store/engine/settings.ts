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
  max_execution_time: 120,
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

/**
 * A request's settings and parameters, as what may follow SET; empty where it has none. Values of
 * `param_x` go to the engine as they came. A reader's settings are checked against an allow-list;
 * others throw Failure 164.
 */
export function settingsOf(url: URLSearchParams, reader: boolean): string {
  const parts: string[] = [];
  const sent = new Map<string, string>(reader ? [['max_execution_time', '0']] : []);
  for (const [name, value] of url) if (!OWN.has(name)) sent.set(name, value);
  for (const [name, value] of sent) {
    if (!NAME.test(name)) throw new Failure(115, 'UNKNOWN_SETTING', `Unknown setting ${name}`, 400);
    const parameter = name.startsWith('param_');
    const bounded = reader && !parameter ? bound(name, value) : value;
    parts.push(`${name} = ${literal(bounded)}`);
  }
  if (reader) parts.push('readonly = 1');
  return parts.join(', ');
}

function bound(name: string, value: string): string {
  const limit = READER[name];
  if (limit === undefined) {
    throw new Failure(164, 'READONLY', `Cannot modify '${name}' setting in readonly mode`);
  }
  if (limit === true) return value;
  const wanted = Number(value);
  return String(wanted > 0 && wanted < limit ? wanted : limit);
}
