/** Who a fact is. */
export interface Identity {
  readonly source: string;
  readonly stream: string;
  readonly id: string;
}

/** What is kept of facts by who they are. */
export class ByIdentity<T> {
  readonly #entries = new Map<string, readonly [Identity, T]>();

  get(identity: Identity): T | undefined {
    return this.#entries.get(keyOf(identity))?.[1];
  }

  set({ source, stream, id }: Identity, value: T): void {
    const identity = { source, stream, id };
    this.#entries.set(keyOf(identity), [identity, value]);
  }

  entries(): Iterable<readonly [Identity, T]> {
    return this.#entries.values();
  }
}

/** Identities have no control characters. */
function keyOf({ source, stream, id }: Identity): string {
  return `${source}\n${stream}\n${id}`;
}
