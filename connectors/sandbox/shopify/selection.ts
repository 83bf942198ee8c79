import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { VariableValues } from './variables.ts';

/** What is needed to read a document's selections. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: VariableValues;
}

/** A field under its response key, with everything that is selected below it. */
export interface Selected {
  readonly key: string;
  readonly node: FieldNode;
  readonly below: readonly SelectionSetNode[];
}

/** The fields that a document selects of an object type, each response key once. */
export function selectedFields(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  reading: Reading,
): readonly Selected[] {
  const found = new Map<string, FieldNode[]>();
  const visit = (selection: SelectionNode): void => {
    if (!isIncluded(selection, reading.variables)) return;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      found.set(key, [...(found.get(key) ?? []), selection]);
      return;
    }
    const part =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? reading.fragments.get(selection.name.value)
        : selection;
    if (part === undefined || !applies(part.typeCondition?.name.value, type, reading)) return;
    for (const each of part.selectionSet.selections) visit(each);
  };
  for (const set of sets) for (const each of set.selections) visit(each);
  return [...found].flatMap(([key, nodes]) => selected(key, nodes));
}

function selected(key: string, nodes: readonly FieldNode[]): Selected[] {
  const [node] = nodes;
  if (node === undefined) return [];
  const below = nodes.flatMap((each) => (each.selectionSet ? [each.selectionSet] : []));
  return [{ key, node, below }];
}

function isIncluded(selection: SelectionNode, variables: VariableValues): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
  return skip?.['if'] !== true && include?.['if'] !== false;
}

function applies(name: string | undefined, type: GraphQLObjectType, reading: Reading): boolean {
  if (name === undefined || name === type.name) return true;
  const condition = reading.schema.getType(name);
  return isAbstractType(condition) && reading.schema.isSubType(condition, type);
}
