const PER_DAY = 100_000;
/** How many things of a kind an order can have. */
const PARTS = 1_000;

/** An order's number from the local day of its creation and its place there, from 0. */
export function orderNumber(day: number, place: number): number {
  return day * PER_DAY + place + 1;
}

export function dayOfNumber(number: number): number {
  return Math.floor((number - 1) / PER_DAY);
}

export function placeOfNumber(number: number): number {
  return (number - 1) % PER_DAY;
}

export function gid(type: string, number: number): string {
  return `gid://shopify/${type}/${number}`;
}

/** The id of one of an order's parts (a line, a sale, a parcel), by its place there. */
export function partId(type: string, order: number, place: number): string {
  return gid(type, order * PARTS + place + 1);
}

/** The order's number in its own id or in that of one of its parts. */
export function orderNumberOf(id: string): number | undefined {
  const [, type, digits] = /^gid:\/\/shopify\/(\w+)\/(\d{1,15})$/.exec(id) ?? [];
  if (digits === undefined) return undefined;
  return type === 'Order' ? Number(digits) : Math.floor((Number(digits) - 1) / PARTS);
}
