/** Who a fact is. */
export interface Identity {
  readonly source: string;
  readonly stream: string;
  readonly id: string;
}

/** What the facts of one stream have, by their ids. */
interface Stream<T> {
  readonly source: string;
  readonly stream: string;
  readonly ids: Map<string, T>;
}

/** A map by facts' identities. Facts of one stream come together, so the last stream is kept at hand. */
export class ByIdentity<T> {
  readonly #streams = new Map<string, Stream<T>>();
  #last: Stream<T> | undefined;

  get({ source, stream, id }: Identity): T | undefined {
    return this.#stream(source, stream).ids.get(id);
  }

  set({ source, stream, id }: Identity, value: T): void {
    this.#stream(source, stream).ids.set(id, value);
  }

  *entries(): Generator<readonly [Identity, T]> {
    for (const { source, stream, ids } of this.#streams.values()) {
      for (const [id, value] of ids) yield [{ source, stream, id }, value];
    }
  }

  values(): T[] {
    return this.streams().flatMap(({ ids }) => [...ids.values()]);
  }

  streams(): readonly Stream<T>[] {
    return [...this.#streams.values()];
  }

  #stream(source: string, stream: string): Stream<T> {
    const last = this.#last;
    if (last?.source === source && last.stream === stream) return last;
    const name = `${source}\n${stream}`;
    const known = this.#streams.get(name) ?? { source, stream, ids: new Map<string, T>() };
    this.#streams.set(name, known);
    this.#last = known;
    return known;
  }
}
