interface Place {
  readonly day: string;
  readonly source: string;
  readonly stream: string;
  readonly id: string;
}

/** Where a page ended. */
export function encodeCursor({ day, source, stream, id }: Place): string {
  return Buffer.from(JSON.stringify([day, source, stream, id])).toString('base64url');
}

/** @throws InvalidCursorError for a cursor that no page gave. */
export function decodeCursor(cursor: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(parts) &&
      parts.length === 4 &&
      parts.every((part) => typeof part === 'string')
    ) {
      return parts;
    }
  } catch {
    /* said below */
  }
  throw new InvalidCursorError();
}

/** The cursor was not one that a page gave. */
class InvalidCursorError extends Error {
  constructor() {
    super('the cursor is not one that a page gave; begin without it');
    this.name = 'InvalidCursorError';
  }
}
