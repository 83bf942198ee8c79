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

/** Codes of ClickHouse for files that are not what it wrote, where its message is about a file of a part. */
const DAMAGE_CODES = new Set([
  32, // ATTEMPT_TO_READ_AFTER_EOF
  33, // CANNOT_READ_ALL_DATA
  40, // CHECKSUM_DOESNT_MATCH
  74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
  76, // CANNOT_OPEN_FILE
  107, // FILE_DOESNT_EXIST
  117, // INCORRECT_DATA
  131, // TOO_LARGE_SIZE_COMPRESSED
  226, // NO_FILE_IN_DATA_PART
  227, // UNEXPECTED_FILE_IN_DATA_PART
  228, // BAD_SIZE_OF_FILE_IN_DATA_PART
  246, // CORRUPTED_DATA
  271, // CANNOT_DECOMPRESS
  432, // UNKNOWN_CODEC
]);
const OF_A_PART = /\/store\/|\bpart\b/;
const DAMAGE_FIX =
  'Fix: run goalstream repair, which puts the damaged part aside and reads its facts again';

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
    const text = `${message.trim()} (${error.type ?? 'UNKNOWN'}, code ${code})`;
    const damaged = DAMAGE_CODES.has(code) && OF_A_PART.test(message);
    return new StoreError(
      damaged ? `a file of the store is damaged. ${DAMAGE_FIX} (${text})` : `ClickHouse: ${text}`,
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
