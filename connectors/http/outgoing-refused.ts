/** A request was not made, or not followed, because of where it leads. Another attempt can't help. */
export class OutgoingRefused extends Error {
  /** What the user can do about it. */
  readonly mend: string;
  constructor(message: string, mend: string) {
    super(message);
    this.name = 'OutgoingRefused';
    this.mend = mend;
  }
}

/** The refusal that is a failed request's reason, however deep. */
export function refusalIn(error: unknown): OutgoingRefused | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof OutgoingRefused) return each;
  }
  return undefined;
}

/** What is not the public internet is asked for only where the connection says so. */
export function notPublic(host: string): OutgoingRefused {
  return new OutgoingRefused(
    `leads to this machine or a private network (${host})`,
    'Correct the address; or write `allowPrivate: true` in the connection if that is meant.',
  );
}
