import { GraphqlQueryError } from '@shopify/shopify-api';
import { z } from 'zod';

/** Points of the cost bucket, as every answer of the API tells them. */
export interface Cost {
  readonly requested: number;
  /** null where the request was not executed. */
  readonly actual: number | null;
  readonly available: number;
  readonly maximum: number;
  /** Points a second. */
  readonly restoreRate: number;
}

/** One thing that a GraphQL answer complains of. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  /** The field's path, such as orders.nodes.customer; empty where the whole query is meant. */
  readonly field: string;
  /** What access the field takes, in Shopify's words. */
  readonly needs: string | undefined;
  /** The page of Shopify's documentation that it names. */
  readonly page: string | undefined;
}

const costSchema = z.object({
  requestedQueryCost: z.number(),
  actualQueryCost: z.number().nullish(),
  throttleStatus: z.object({
    currentlyAvailable: z.number(),
    maximumAvailable: z.number(),
    restoreRate: z.number().positive(),
  }),
});

const complaintSchema = z.object({
  message: z.string().catch(''),
  path: z
    .array(z.union([z.string(), z.number()]))
    .nullish()
    .catch(null),
  extensions: z
    .object({
      code: z.string().catch(''),
      requiredAccess: z.string().nullish().catch(null),
      documentation: z.string().nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

/** What an answer says of its cost; undefined where it says nothing usable. */
export function costOf(extensions: unknown): Cost | undefined {
  const { data } = z.object({ cost: costSchema }).safeParse(extensions);
  if (data === undefined) return undefined;
  const { requestedQueryCost, actualQueryCost, throttleStatus } = data.cost;
  return {
    requested: requestedQueryCost,
    actual: actualQueryCost ?? null,
    available: throttleStatus.currentlyAvailable,
    maximum: throttleStatus.maximumAvailable,
    restoreRate: throttleStatus.restoreRate,
  };
}

/** The complaints of a GraphQL answer, however they are written. */
export function complaintsOf(errors: unknown): readonly Complaint[] {
  const list: readonly unknown[] = Array.isArray(errors) ? errors : [{ message: errors }];
  return list.map((each) => {
    const { data } = complaintSchema.safeParse(each);
    return {
      code: data?.extensions?.code ?? '',
      message: data?.message ?? '',
      field: (data?.path ?? []).filter((part) => typeof part === 'string').join('.'),
      needs: data?.extensions?.requiredAccess ?? undefined,
      page: data?.extensions?.documentation ?? undefined,
    };
  });
}

/** What the library threw, taken apart; undefined where it wasn't an answer of GraphQL. */
export function graphqlErrorOf(
  error: unknown,
): { complaints: readonly Complaint[]; cost: Cost | undefined } | undefined {
  if (!(error instanceof GraphqlQueryError)) return undefined;
  const { errors, extensions } = (error.body ?? {}) as {
    errors?: { graphQLErrors?: unknown };
    extensions?: unknown;
  };
  return { complaints: complaintsOf(errors?.graphQLErrors), cost: costOf(extensions) };
}

/** ms that an answer asks to wait: Retry-After in seconds, which may be a fraction, or a date. */
export function retryAfterMs(headers: Headers | undefined, now: number): number | undefined {
  const text = headers?.get('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1_000));
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
