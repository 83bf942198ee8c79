/** An error to be told to the client in ClickHouse's form. */
export class Failure extends Error {
  readonly code: number;
  readonly type: string;
  readonly status: number;
  constructor(code: number, type: string, message: string, status = statusOf(code)) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.type = type;
    this.status = status;
  }
}

const STATUS: Readonly<Record<number, number>> = {
  60: 404,
  62: 400,
  81: 404,
  164: 403,
  202: 503,
  497: 403,
  516: 403,
};

function statusOf(code: number): number {
  return STATUS[code] ?? 500;
}

const PREFIX = /^(?:Error: )?(?:Code: (\d+)\. )?(?:DB::Exception: )?/;
const SUFFIX = /\s*\(([A-Z][A-Z0-9_]*)\)\s*(?:\(version [^)]*\)?\)?)?\s*$/;

/** Reads chDB's error text, which repeats its prefix, into code, type and plain message. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  let text = error instanceof Error ? error.message : String(error);
  let code = 1002;
  for (
    let match = PREFIX.exec(text);
    match !== null && match[0] !== '';
    match = PREFIX.exec(text)
  ) {
    if (match[1] !== undefined) code = Number(match[1]);
    text = text.slice(match[0].length);
  }
  const suffix = SUFFIX.exec(text);
  if (suffix !== null) text = text.slice(0, suffix.index);
  return new Failure(code, suffix?.[1] ?? 'UNKNOWN_EXCEPTION', text);
}

/** The body ClickHouse's clients parse: `Code: N. DB::Exception: text (TYPE) (version …)`. */
export function failureText(failure: Failure, version: string): string {
  return `Code: ${failure.code}. DB::Exception: ${failure.message} (${failure.type}) (version ${version} (official build))`;
}
