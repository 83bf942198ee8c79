import {
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  getNullableType,
  isObjectType,
  type GraphQLNamedType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isConnection, isWrapper } from './schema.ts';
import { selectedFields, type Reading, type Selected } from './selection.ts';

/** What a mutation costs, whatever it returns. */
export const MUTATION_COST = 10;

/** The most that one query may cost. */
export const MAX_QUERY_COST = 1_000;

/**
 * The points that an operation may cost at most, by the published rules
 * (shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits): scalars and enums 0, an object 1, a
 * connection as many times its children as `first` or `last` says, of an interface the dearest
 * type, a mutation 10. Shopify takes less for large connections by a formula that it doesn't
 * publish, so real queries are never dearer than here.
 */
export function requestedCost(operation: OperationDefinitionNode, reading: Reading): number {
  if (operation.operation === 'mutation') return MUTATION_COST;
  const known = costs.get(operation) ?? new Map<string, number>();
  costs.set(operation, known);
  const sizes = JSON.stringify(reading.variables.coerced, sizeOnly);
  const cost = known.get(sizes) ?? queryCost(operation, reading);
  if (known.size >= KEPT) known.clear();
  known.set(sizes, cost);
  return cost;
}

/** What operations were found to cost, by what their variables say of sizes. */
const costs = new WeakMap<OperationDefinitionNode, Map<string, number>>();
const KEPT = 200;

function sizeOnly(_: string, value: unknown): unknown {
  return Array.isArray(value) ? value.length : typeof value === 'string' ? '' : value;
}

function queryCost(operation: OperationDefinitionNode, reading: Reading): number {
  const root = reading.schema.getQueryType();
  return root ? costOf(root, [operation.selectionSet], reading) : 0;
}

function costOf(
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  reading: Reading,
): number {
  if (isAbstractType(type)) {
    const possible = reading.schema.getPossibleTypes(type);
    return Math.max(0, ...possible.map((each) => costOf(each, sets, reading)));
  }
  if (!isObjectType(type)) return 0;
  const fields = selectedFields(type, sets, reading);
  return fields.reduce((sum, each) => sum + fieldCost(type.name, each, reading), 0);
}

function fieldCost(parent: string, { node, below }: Selected, reading: Reading): number {
  const owner = reading.schema.getType(parent);
  const field = isObjectType(owner) ? owner.getFields()[node.name.value] : undefined;
  if (field === undefined) return 0;
  const type = getNamedType(field.type);
  if (isLeafType(type)) return 0;
  const each = (isWrapper(type) ? 0 : 1) + costOf(type, below, reading);
  const isMany = isConnection(type) || isListType(getNullableType(field.type));
  return isMany ? each * sizeOf(getArgumentValues(field, node, reading.variables)) : each;
}

/** How many a list may hold; a plain list counts as one thing. */
function sizeOf(args: Readonly<Record<string, unknown>>): number {
  const { first, last, ids } = args;
  if (Array.isArray(ids)) return ids.length;
  const size = first ?? last;
  return typeof size === 'number' ? Math.max(0, size) : 1;
}

/** Adds up the objects that were really returned. */
export class ActualCost {
  #points = 0;

  /** Takes note of what a field gave. */
  add(type: GraphQLNamedType, value: unknown, hasSize: boolean): void {
    if (value === null || value === undefined || isLeafType(type) || isWrapper(type)) return;
    if (!Array.isArray(value)) this.#points += 1;
    else if (!hasSize) this.#points += value.length === 0 ? 0 : 1;
    else this.#points += value.filter((each) => each !== null && each !== undefined).length;
  }

  points(operation: 'query' | 'mutation' | 'subscription'): number {
    return operation === 'mutation' ? MUTATION_COST : this.#points;
  }
}
