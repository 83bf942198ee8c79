/** Shopify's limit for the points of a request. */
const POINTS = 1_000;
/** Shopify's limit for a page, and for ids. */
const MOST = 250;

/** How many orders a request asks for: as many as its points allow, once a request was seen. */
export class PageSize {
  #size: number;

  /** Starts with so many, which must be possible. */
  constructor(start: number) {
    this.#size = start;
  }

  get size(): number {
    return this.#size;
  }

  /** A request for so many orders was reckoned to cost so many points. */
  learn(orders: number, points: number | undefined): void {
    if (points === undefined || points <= 0 || orders <= 0) return;
    this.#size = Math.max(1, Math.min(MOST, Math.floor((orders * POINTS) / points)));
  }
}

/** Keeps one size for each operation. */
export function pageSizes(start: number): (operation: string) => PageSize {
  const known = new Map<string, PageSize>();
  return (operation) => {
    const found = known.get(operation) ?? new PageSize(start);
    known.set(operation, found);
    return found;
  };
}
