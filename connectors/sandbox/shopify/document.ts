import {
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { Args } from './asking.ts';
import { memoized } from '../../../schemas/memo.ts';
import { standInSchema } from './schema.ts';
import type { Reading } from './selection.ts';

/** A text that the schema allows, or what is wrong with it. */
export type Prepared =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly errors: readonly GraphQLError[] };

const KEPT = 200;

/** Parses and validates a text with one operation. */
export const prepare = memoized(KEPT, read);

function read(text: string): Prepared {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
  const errors = validate(standInSchema(), document);
  if (errors.length > 0) return { errors: errors.map(inTheirWords) };
  const operations = document.definitions.filter(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) {
    return { errors: [new GraphQLError('An operation name is required')] };
  }
  return { document, operation };
}

/** A field that isn't there is told as Shopify tells it; the rest in graphql's own words. */
function inTheirWords(error: GraphQLError): GraphQLError {
  const [, field, type] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message) ?? [];
  if (field === undefined) return error;
  return new GraphQLError(`Field '${field}' doesn't exist on type '${type}'`, {
    nodes: error.nodes,
    extensions: { code: 'undefinedField', typeName: type, fieldName: field },
  });
}

/** What reads a document's selections, its variables coerced; or what is wrong with these. */
export function readingOf(
  { document, operation }: Exclude<Prepared, { errors: unknown }>,
  variables: Args,
): Reading | { readonly errors: readonly GraphQLError[] } {
  const schema = standInSchema();
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (values.errors) return { errors: values.errors };
  const fragments = document.definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  );
  return {
    schema,
    variables: values.variableValues,
    fragments: new Map(fragments.map((each) => [each.name.value, each])),
  };
}
