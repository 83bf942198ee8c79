import {
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Args, Asking, Resolver, Resolvers } from './asking.ts';
import type { BulkQuery } from './bulk-check.ts';
import { nodeSets } from './connection-selection.ts';
import { typeOf } from './execute.ts';
import { isConnection } from './schema.ts';
import { forbids, notApproved } from './scopes.ts';
import { selectedFields, type Reading, type Selected } from './selection.ts';

type Row = Record<string, unknown>;

/** Gives an object's own fields; the nodes of its connections go to `emit`, below `parent`. */
type Project = (source: unknown, parent: unknown, emit: (row: Row) => void) => Row;

interface Compiling {
  readonly reading: Reading;
  readonly asking: Asking;
  readonly resolvers: Resolvers;
  /** The places that the app has no access to. */
  readonly denied: string[];
}

/** What turns an order into the lines of an export, the order's own first; or why it must not. */
export function compileBulk(
  query: BulkQuery,
  asking: Asking,
  resolvers: Resolvers,
): ((order: unknown) => string[]) | { readonly denied: readonly string[] } {
  const compiling: Compiling = { reading: query.reading, asking, resolvers, denied: [] };
  const isDenied =
    forbids(asking.scopes, 'QueryRoot', 'orders', 'Order') ?? notApproved(asking.app, 'Order');
  if (isDenied !== undefined) compiling.denied.push('orders');
  const type = query.reading.schema.getType('Order');
  const project = type && projectorOf(type, query.node, compiling);
  if (compiling.denied.length > 0 || project === undefined) return { denied: compiling.denied };
  return (order) => {
    const below: Row[] = [];
    const row = project(order, idOf(order), (each) => below.push(each));
    return [row, ...below].map((each) => JSON.stringify(each));
  };
}

const idOf = (source: unknown): unknown => (source as { readonly id?: unknown }).id;

function projectorOf(
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  compiling: Compiling,
): Project {
  if (isAbstractType(type)) {
    const types = compiling.reading.schema.getPossibleTypes(type);
    const byName = new Map(types.map((each) => [each.name, projectorOf(each, sets, compiling)]));
    return (source, parent, emit) => byName.get(typeOf(source) ?? '')?.(source, parent, emit) ?? {};
  }
  if (!isObjectType(type)) return () => ({});
  const fields = selectedFields(type, sets, compiling.reading).map((each) => ({
    key: each.key,
    put: fieldOf(type, each, compiling),
  }));
  return (source, parent, emit) => {
    const row: Row = {};
    for (const { key, put } of fields) put(row, key, source, parent, emit);
    return row;
  };
}

type Put = (
  row: Row,
  key: string,
  source: unknown,
  parent: unknown,
  emit: (row: Row) => void,
) => void;

function fieldOf(owner: GraphQLObjectType, { node, below }: Selected, compiling: Compiling): Put {
  const name = node.name.value;
  const field = owner.getFields()[name];
  if (field === undefined) return (row, key) => void (row[key] = owner.name);
  const type = getNamedType(field.type);
  const { asking, denied, reading, resolvers } = compiling;
  if (forbids(asking.scopes, owner.name, name, type.name)) denied.push(`${owner.name}.${name}`);
  const args = getArgumentValues(field, node, reading.variables);
  const get = getter(resolvers[`${owner.name}.${name}`], name, args, asking);
  if (isLeafType(type)) return (row, key, source) => void (row[key] = get(source) ?? null);
  if (isConnection(type)) return connectionOf(type, below, get, compiling);
  const project = projectorOf(type, below, compiling);
  const first = typeof args['first'] === 'number' ? args['first'] : Infinity;
  return (row, key, source, parent, emit) => {
    const value = get(source) ?? null;
    const one = (each: unknown): unknown => (each === null ? null : project(each, parent, emit));
    row[key] = Array.isArray(value) ? value.slice(0, first).map(one) : one(value);
  };
}

function getter(
  resolver: Resolver | undefined,
  name: string,
  args: Args,
  asking: Asking,
): (source: unknown) => unknown {
  if (resolver) return (source) => resolver(source, args, asking);
  return (source) => (source as Readonly<Record<string, unknown>>)[name];
}

/** Nodes become lines of their own; how many were asked for doesn't matter in an export. */
function connectionOf(
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  get: (source: unknown) => unknown,
  compiling: Compiling,
): Put {
  const { schema } = compiling.reading;
  const holder = schema.getType(type.name);
  const node = isObjectType(holder) ? getNamedType(holder.getFields()['nodes']?.type) : undefined;
  if (!node) return () => {};
  const project = projectorOf(node, nodeSets(type.name, sets, compiling.reading), compiling);
  return (_row, _key, source, parent, emit) => {
    for (const each of get(source) as readonly unknown[]) {
      const below: Row[] = [];
      const row = project(each, idOf(each), (deeper) => below.push(deeper));
      emit({ ...row, __parentId: parent });
      for (const deeper of below) emit(deeper);
    }
  };
}
