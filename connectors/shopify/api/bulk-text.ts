import {
  Kind,
  print,
  visit,
  type ConstValueNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type ValueNode,
} from 'graphql';
import { operationDocument } from '../queries/documents.ts';
import type { Operations } from '../queries/generated.ts';

export type BulkName = 'BulkSales' | 'BulkShipments' | 'BulkReturns' | 'BulkOrderIds';
type Variables<N extends BulkName> = Operations[N]['variables'];
type Values = Readonly<Record<string, string | boolean>>;

export interface BulkText {
  /** The query as a bulk operation takes it: without variables. */
  readonly text: string;
  /** The connection of each level, from the outermost, such as orders, agreements, sales. */
  readonly connections: readonly string[];
}

/** Writes an operation's variables into its text and leaves out what they don't ask for. */
export function bulkText<N extends BulkName>(name: N, variables: Variables<N>): BulkText {
  const values: Values = variables;
  const resolved: DocumentNode = visit(operationDocument(name), {
    OperationDefinition: (node) => ({ ...node, variableDefinitions: [] }),
    Field: { leave: (node) => wanted(node, values) },
    FragmentSpread: { leave: (node) => wanted(node, values) },
    InlineFragment: { leave: (node) => wanted(node, values) },
    Argument: (node) => ({ ...node, value: valueOf(node.value, values) }),
  });
  const document = { ...resolved, definitions: usedOf(resolved) };
  return { text: print(document), connections: connectionsOf(document) };
}

/** null leaves the node out. */
function wanted<T extends { readonly directives?: readonly DirectiveNode[] | undefined }>(
  node: T,
  values: Values,
): T | null {
  const include = node.directives?.find(({ name }) => name.value === 'include');
  const condition = include?.arguments?.[0]?.value;
  if (condition === undefined) return node;
  const literal = valueOf(condition, values);
  if (literal.kind !== Kind.BOOLEAN) throw new RangeError('@include takes true or false');
  return literal.value ? { ...node, directives: [] } : null;
}

function valueOf(node: ValueNode, values: Values): ConstValueNode {
  if (node.kind !== Kind.VARIABLE) return node as ConstValueNode;
  const value = values[node.name.value];
  if (typeof value === 'string') return { kind: Kind.STRING, value };
  if (typeof value === 'boolean') return { kind: Kind.BOOLEAN, value };
  throw new RangeError(`variable ${node.name.value} has no value`);
}

/** Without the fragments that nothing asks for now: a server refuses a query that has some. */
function usedOf({ definitions }: DocumentNode): DefinitionNode[] {
  const used = new Set(definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION));
  for (const definition of used) {
    visit(definition, {
      FragmentSpread({ name }) {
        const fragment = definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name.value,
        );
        if (fragment !== undefined) used.add(fragment);
      },
    });
  }
  return [...used];
}

/** A result's rows don't say which connection they were found in: so each level has one only. */
function connectionsOf(document: DocumentNode): string[] {
  const levels: string[] = [];
  let level = 0;
  visit(document, {
    Field: {
      enter(node) {
        if (!isConnection(node)) return;
        if (levels[level] !== undefined) throw new RangeError('two connections at one level');
        levels[level++] = node.name.value;
      },
      leave(node) {
        if (isConnection(node)) level--;
      },
    },
  });
  return levels;
}

function isConnection({ selectionSet }: FieldNode): boolean {
  return (
    selectionSet?.selections.some(
      (each) => each.kind === Kind.FIELD && each.name.value === 'edges',
    ) ?? false
  );
}
