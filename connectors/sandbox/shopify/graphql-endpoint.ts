import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Args, Asking, Resolvers } from './asking.ts';
import { ActualCost, MAX_QUERY_COST, requestedCost } from './cost.ts';
import { prepare, readingOf } from './document.ts';
import { executeFor } from './execute.ts';
import type { SandboxShop } from './model.ts';
import type { StandInApp } from './options.ts';
import { ordersAt } from './orders.ts';
import { scopesThatCount, visibleFrom } from './scopes.ts';
import type { Bucket } from './throttle.ts';

const LIMITS = 'https://shopify.dev/api/usage/rate-limits';

/** What one GraphQL request needs. */
export interface GraphqlRequest {
  readonly app: StandInApp;
  readonly shop: SandboxShop;
  /** ms. */
  readonly now: number;
  readonly bucket: Bucket;
  readonly resolvers: Resolvers;
  readonly text: string;
  readonly variables: Args;
  /** Throttle it whatever is in the bucket. */
  readonly throttled: boolean;
  /** Called where the bucket has too little. */
  readonly onThrottled: () => void;
}

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Answers a request as Shopify does: always with what is wrong in the body, never by a status. */
export async function answerGraphql(request: GraphqlRequest): Promise<GraphqlAnswer> {
  const prepared = prepare(request.text);
  if ('errors' in prepared) return { errors: prepared.errors };
  const reading = readingOf(prepared, request.variables);
  if ('errors' in reading) return { errors: reading.errors };
  const { operation, document } = prepared;
  const requested = requestedCost(operation, reading);
  if (requested > MAX_QUERY_COST) return tooDear(requested);
  const isTaken = !request.throttled && request.bucket.take(requested);
  if (!isTaken) {
    if (!request.throttled) request.onThrottled();
    const throttled = new GraphQLError('Throttled', {
      extensions: { code: 'THROTTLED', documentation: LIMITS },
    });
    return { errors: [throttled], extensions: { cost: costOf(request.bucket, requested, null) } };
  }
  const search: object[] = [];
  const asking = askingOf(request, search);
  const result = await executeFor(asking, request.resolvers, document, request.variables);
  const actual = Math.min(requested, asking.cost.points(operation.operation));
  request.bucket.giveBack(requested - actual);
  const cost = costOf(request.bucket, requested, actual);
  return { ...shown(result), extensions: { cost, ...(search.length > 0 && { search }) } };
}

function askingOf({ app, shop, now }: GraphqlRequest, search: object[]): Asking {
  const scopes = scopesThatCount(app);
  return {
    app,
    scopes,
    shop,
    now,
    orders: ordersAt(shop, now, visibleFrom(scopes, now)),
    cost: new ActualCost(),
    warn: (path, query, warning) => search.push({ path: [path], query, warnings: [warning] }),
  };
}

/** The parts of a result, errors last as Shopify writes them. */
function shown({ data, errors }: ExecutionResult): GraphqlAnswer {
  return errors === undefined ? { data } : { data: data ?? null, errors };
}

function costOf(bucket: Bucket, requested: number, actual: number | null): object {
  return {
    requestedQueryCost: requested,
    actualQueryCost: actual,
    throttleStatus: bucket.status(),
  };
}

function tooDear(cost: number): GraphqlAnswer {
  const message =
    `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_QUERY_COST}).\n\n` +
    `See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\n` +
    'cost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, ' +
    'bulk operations should be used instead.\n';
  const extensions = {
    code: 'MAX_COST_EXCEEDED',
    cost,
    maxCost: MAX_QUERY_COST,
    documentation: LIMITS,
  };
  return { errors: [new GraphQLError(message, { extensions })] };
}
