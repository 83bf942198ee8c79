/** Shopify's limit for the points of a request. */
const MOST_POINTS = 1_000;
/**
 * Where requests wait for points, small ones do as much in the same time: what a request asks for
 * and doesn't need lies idle until it is sent.
 */
const POINTS_WHILE_SCARCE = 400;
/** Shopify's limit for a page, and for ids. */
const MOST = 250;

/** How many orders a request asks for: as many as its points allow, once a request was seen. */
export class PageSize {
  #size: number;
  #isScarce = false;

  /** Starts with so many, which must be possible. */
  constructor(start: number) {
    this.#size = start;
  }

  get size(): number {
    return this.#size;
  }

  /** A request for so many orders asked for so many points. Where one had to wait, they are scarce. */
  learn(orders: number, points: number | undefined, hadToWait: boolean): void {
    this.#isScarce ||= hadToWait;
    if (points === undefined || points <= 0 || orders <= 0) return;
    const allowed = this.#isScarce ? POINTS_WHILE_SCARCE : MOST_POINTS;
    this.#size = Math.max(1, Math.min(MOST, Math.floor((orders * allowed) / points)));
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
