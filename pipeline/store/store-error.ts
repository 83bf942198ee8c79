import { ClickHouseError } from '@clickhouse/client';
import { StoreError } from './store.ts';

/** Codes of ClickHouse that may be gone at the next try. */
const RETRY_CODES = new Set([
  3, // UNEXPECTED_END_OF_FILE: the body broke off
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  236, // ABORTED
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  252, // TOO_MANY_PARTS
  285, // TOO_FEW_LIVE_REPLICAS
  319, // UNKNOWN_STATUS_OF_INSERT
  999, // KEEPER_EXCEPTION
]);

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ECONNABORTED',
]);

/** How the client tells of a broken connection, and of a proxy whose server is away (502, 503, 504). */
const LOST_MESSAGE =
  /socket hang up|aborted|premature close|bad gateway|service unavailable|gateway time-?out/i;

/** Any error of a statement as a StoreError that says whether another try can help. */
export function toStoreError(error: unknown, signal?: AbortSignal): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (signal?.aborted === true) {
    return new StoreError('the statement was cancelled', { retry: false, cause: error });
  }
  if (error instanceof ClickHouseError) {
    const code = Number(error.code);
    return new StoreError(
      `ClickHouse: ${message.trim()} (${error.type ?? 'UNKNOWN'}, code ${code})`,
      {
        retry: RETRY_CODES.has(code),
        code,
        cause: error,
      },
    );
  }
  const system = systemCode(error);
  const lost = CONNECTION_CODES.has(system) || LOST_MESSAGE.test(message);
  return new StoreError(`ClickHouse can't be reached: ${message || system}`, {
    retry: lost,
    cause: error,
  });
}

function systemCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
