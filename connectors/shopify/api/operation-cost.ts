import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';

/** Shopify's limit for a single query, in points. */
export const LARGEST = 1_000;

type Variables = Readonly<Record<string, unknown>>;

/**
 * Points that an operation asks for at most, by Shopify's rules as published: an object 1, a
 * connection 2 and as much as it may hold, a mutation 10, scalars nothing.
 */
export function estimate(document: DocumentNode, variables: Variables): number {
  const fragments = new Map<string, SelectionSetNode>();
  let points = 0;
  const inside = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + field(selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + inside(selection.selectionSet);
      const fragment = fragments.get(selection.name.value);
      return fragment === undefined ? sum : sum + inside(fragment);
    }, 0);
  const field = (node: FieldNode): number => {
    if (node.selectionSet === undefined) return 0;
    return 2 + (sizeOf(node, variables) ?? 1) * Math.max(1, inside(node.selectionSet));
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition.selectionSet);
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const mutation = definition.operation === OperationTypeNode.MUTATION;
    points += inside(definition.selectionSet) + (mutation ? 10 : 0);
  }
  return Math.min(LARGEST, Math.max(10, points));
}

/** How many objects a field's arguments ask for. */
function sizeOf(node: FieldNode, variables: Variables): number | undefined {
  for (const { name, value } of node.arguments ?? []) {
    if (!['first', 'last', 'ids'].includes(name.value)) continue;
    if (value.kind === Kind.INT) return Number(value.value);
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
    if (Array.isArray(given)) return given.length;
    if (typeof given === 'number') return given;
  }
  return undefined;
}

/**
 * What operations were seen to ask for. A cost depends on nothing but the operation and the
 * variables that size it, and grows with each of them.
 */
export class KnownCosts {
  readonly #seen = new Map<string, { sizes: readonly number[]; cost: number }[]>();

  /** The cost, or a bound of it where a larger request was seen; undefined where none was. */
  find(operation: string, variables: Variables): number | undefined {
    const sizes = sizesOf(variables);
    const larger = (this.#seen.get(operation) ?? []).filter((each) =>
      each.sizes.every((size, index) => size >= (sizes[index] ?? 0)),
    );
    return larger.length === 0 ? undefined : Math.min(...larger.map(({ cost }) => cost));
  }

  learn(operation: string, variables: Variables, cost: number): void {
    const sizes = sizesOf(variables);
    const others = (this.#seen.get(operation) ?? []).filter(
      (each) => !each.sizes.every((size, index) => size === sizes[index]),
    );
    this.#seen.set(operation, [...others, { sizes, cost }]);
  }
}

/** In the order of their names: numbers, lengths of lists, and whether what is optional is asked for. */
function sizesOf(variables: Variables): number[] {
  return Object.keys(variables)
    .toSorted()
    .flatMap((name) => {
      const value = variables[name];
      if (typeof value === 'number') return [value];
      if (typeof value === 'boolean') return [value ? 1 : 0];
      return Array.isArray(value) ? [value.length] : [];
    });
}
