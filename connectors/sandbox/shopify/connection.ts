import { GraphQLError } from 'graphql';

/** The most that a page may hold. */
export const MAX_PAGE = 250;

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
}

/** A page as the schema's connections show it. */
export interface Connection {
  readonly nodes: readonly unknown[];
  readonly edges: readonly { readonly cursor: string; readonly node: unknown }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });

/** How many a page is to hold, and from which end. @throws GraphQLError as Shopify does */
export function pageSize({ first, last }: PageArgs): { size: number; fromEnd: boolean } {
  const size = first ?? last ?? undefined;
  if (size === undefined) throw badRequest('you must provide one of first or last');
  if (typeof first === 'number' && typeof last === 'number') {
    throw badRequest('providing both first and last is not supported');
  }
  if (size < 0) throw badRequest(`${first === size ? 'first' : 'last'} cannot be negative`);
  if (size > MAX_PAGE) {
    throw badRequest(`${first === size ? 'first' : 'last'} cannot exceed ${MAX_PAGE}`);
  }
  return { size, fromEnd: typeof first !== 'number' };
}

/** A page of a list that is all there, in its own order. Its items have ids. */
export function pageOf(items: readonly unknown[], args: PageArgs): Connection {
  const { size, fromEnd } = pageSize(args);
  const all = args.reverse === true ? items.toReversed() : items;
  const from = args.after ? placeOf(all, args.after) + 1 : 0;
  const to = args.before ? placeOf(all, args.before) : all.length;
  const start = fromEnd ? Math.max(from, to - size) : from;
  const nodes = all.slice(start, fromEnd ? to : Math.min(to, from + size));
  return connection(nodes, cursorOf, {
    hasNextPage: start + nodes.length < all.length,
    hasPreviousPage: start > 0,
  });
}

export function connection<T>(
  nodes: readonly T[],
  cursor: (node: T, index: number) => string,
  more: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean },
): Connection {
  const at = (index: number): string | null => {
    const node = nodes.at(index);
    return node === undefined ? null : cursor(node, index < 0 ? nodes.length + index : index);
  };
  return {
    nodes,
    get edges() {
      return nodes.map((node, index) => ({ cursor: cursor(node, index), node }));
    },
    pageInfo: { ...more, startCursor: at(0), endCursor: at(-1) },
  };
}

export function encodeCursor(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

/** @throws GraphQLError where it is no cursor */
export function decodeCursor(cursor: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw badCursor();
}

export const badCursor = (): GraphQLError =>
  badRequest('Invalid cursor for current pagination sort.');

function idOf(item: unknown): unknown {
  return (item as { readonly id?: unknown }).id;
}

const cursorOf = (item: unknown): string => encodeCursor({ last_id: idOf(item) });

function placeOf(items: readonly unknown[], cursor: string): number {
  const { last_id: id } = decodeCursor(cursor);
  const place = items.findIndex((item) => idOf(item) === id);
  if (place < 0) throw badCursor();
  return place;
}
