/** An answer that is no success: what went wrong and how to mend it, fit to be shown to the caller. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly mend: string;

  constructor(status: number, code: string, message: string, mend: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.mend = mend;
  }
}

/** The body of every failure. */
export function errorBody({ code, message, mend }: Pick<ApiError, 'code' | 'message' | 'mend'>) {
  return { error: { code, message, mend } };
}

/** What the caller is told of any error; the inside of an unexpected one stays in the log. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof Error && error.name === 'InvalidCursorError') {
    return new ApiError(
      400,
      'bad_cursor',
      'The cursor is not one that a page gave.',
      'Begin without it.',
    );
  }
  if (error instanceof Error && error.name === 'BadSelectionError' && 'mend' in error) {
    return new ApiError(400, 'bad_selection', error.message, String(error.mend));
  }
  if (error instanceof Error && error.name === 'DamageError' && 'mend' in error) {
    return new ApiError(503, 'damaged', error.message, String(error.mend));
  }
  if (error instanceof Error && error.name === 'ConfigError') {
    return new ApiError(400, 'bad_configuration', error.message, 'Correct the files.');
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500 && error instanceof Error) {
    return new ApiError(
      status,
      'bad_request',
      error.message,
      'See /openapi.json for what is taken.',
    );
  }
  return new ApiError(
    500,
    'internal',
    'The answer could not be made.',
    'Try again, or run goalstream doctor.',
  );
}

/** No goal has the id that was asked for. */
export function noSuchGoal(): ApiError {
  return new ApiError(
    404,
    'no_such_goal',
    'There is no such goal.',
    'GET /v1/attainment lists the goals.',
  );
}
