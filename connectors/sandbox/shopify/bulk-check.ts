import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import { nodeSets } from './connection-selection.ts';
import { prepare, readingOf } from './document.ts';
import { isConnection, isWrapper } from './schema.ts';
import { selectedFields, type Reading, type Selected } from './selection.ts';

/** What an export does: which orders, and what of them. */
export interface BulkQuery {
  /** The search; empty for all orders. */
  readonly search: string;
  readonly node: readonly SelectionSetNode[];
  readonly reading: Reading;
}

/** A connection in a query: how many are around it, and what is wrong with its place. */
interface Found {
  readonly name: string;
  readonly depth: number;
  readonly inList: boolean;
  readonly parentHasId: boolean;
}

const MOST_CONNECTIONS = 5;
const DEEPEST = 2;

/**
 * Reads the query of an export, or says in Shopify's words what is wrong with it. The rules:
 * shopify.dev/docs/api/usage/bulk-operations/queries, "Operation restrictions".
 */
export function checkBulk(text: string): BulkQuery | { readonly wrong: string } {
  const prepared = prepare(text);
  if ('errors' in prepared) return { wrong: `Invalid bulk query: ${prepared.errors[0]?.message}` };
  const { operation } = prepared;
  if (operation.operation !== 'query') return { wrong: 'Invalid bulk query: it must be a query' };
  if ((operation.variableDefinitions ?? []).length > 0) {
    return { wrong: 'Invalid bulk query: variables are not supported' };
  }
  const reading = readingOf(prepared, {});
  const root = prepared.operation.selectionSet;
  if ('errors' in reading) return { wrong: `Invalid bulk query: ${reading.errors[0]?.message}` };
  const found = new Map<string, Found>();
  const query = reading.schema.getQueryType();
  if (query)
    collect(query, [root], reading, { path: '', depth: 0, inList: false, hasId: true }, found);
  const wrong = whatIsWrong([...found.values()]);
  return wrong === undefined ? ordersQuery(root, reading) : { wrong };
}

function whatIsWrong(found: readonly Found[]): string | undefined {
  if (found.length === 0) return 'Bulk queries must contain at least one connection.';
  if (found.length > MOST_CONNECTIONS) {
    return `Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`;
  }
  if (found.some(({ depth }) => depth > DEEPEST)) {
    return `Bulk queries cannot contain connections with a nesting depth greater than ${DEEPEST}.`;
  }
  if (found.some(({ inList }) => inList)) {
    return 'Queries that contain a connection field within a list field are not currently supported.';
  }
  const orphans = found.filter(({ parentHasId }) => !parentHasId).map(({ name }) => name);
  if (orphans.length === 0) return undefined;
  return `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${orphans.join(', ')}.`;
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly inList: boolean;
  /** Whether the node around selects its id. */
  readonly hasId: boolean;
}

/** Finds every connection below a selection, each place in the text once. */
function collect(
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  reading: Reading,
  place: Place,
  found: Map<string, Found>,
): void {
  for (const each of objectTypes(type, reading)) {
    const fields = selectedFields(each, sets, reading);
    const hasId = fields.some(({ key, node }) => key === 'id' && node.name.value === 'id');
    const isNode = place.path.endsWith('/node') || place.path.endsWith('/nodes');
    const here = isNode ? { ...place, hasId } : place;
    for (const field of fields) collectField(each, field, reading, here, found);
  }
}

function collectField(
  owner: GraphQLObjectType,
  { key, node, below }: Selected,
  reading: Reading,
  place: Place,
  found: Map<string, Found>,
): void {
  const field = owner.getFields()[node.name.value];
  if (field === undefined) return;
  const type = getNamedType(field.type);
  const path = `${place.path}/${key}`;
  const { depth, inList, hasId } = place;
  if (isConnection(type)) {
    found.set(path, { name: node.name.value, depth, inList, parentHasId: hasId });
    collect(type, below, reading, { ...place, path, depth: depth + 1 }, found);
    return;
  }
  const isList = isListType(getNullableType(field.type)) && !isWrapper(owner);
  collect(type, below, reading, { ...place, path, inList: inList || isList }, found);
}

function objectTypes(type: GraphQLNamedType, { schema }: Reading): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

/** The stand-in exports orders alone, one top-level field as Shopify has it. */
function ordersQuery(root: SelectionSetNode, reading: Reading): BulkQuery | { wrong: string } {
  const query = reading.schema.getQueryType();
  const [field, other] = query ? selectedFields(query, [root], reading) : [];
  if (field === undefined || other !== undefined || field.node.name.value !== 'orders') {
    return { wrong: 'Invalid bulk query: the only top-level field must be orders' };
  }
  const value = field.node.arguments?.find(({ name }) => name.value === 'query')?.value;
  const search = value?.kind === 'StringValue' ? value.value : '';
  return { search, reading, node: nodeSets('OrderConnection', field.below, reading) };
}
