import {
  execute,
  getNamedType,
  isLeafType,
  type ExecutionResult,
  type DocumentNode,
  type GraphQLResolveInfo,
} from 'graphql';
import type { Args, Asking, Resolvers } from './asking.ts';
import { pageOf } from './connection.ts';
import { isConnection, standInSchema, typeOfId } from './schema.ts';
import { accessDenied, forbids, notApproved } from './scopes.ts';

/** Runs an operation whose text and variables are known to be right. */
export async function executeFor(
  asking: Asking,
  resolvers: Resolvers,
  document: DocumentNode,
  variableValues: Args,
): Promise<ExecutionResult> {
  return await execute({
    schema: standInSchema(),
    document,
    variableValues,
    contextValue: asking,
    fieldResolver: (source: unknown, args: Args, context: Asking, info) =>
      resolveField(resolvers, source, args, context, info),
    typeResolver: typeOf,
  });
}

function resolveField(
  resolvers: Resolvers,
  source: unknown,
  args: Args,
  asking: Asking,
  info: GraphQLResolveInfo,
): unknown {
  const { parentType, fieldName } = info;
  const returns = getNamedType(info.returnType);
  const rule = forbids(asking.scopes, parentType.name, fieldName, returns.name);
  if (rule !== undefined) throw accessDenied(fieldName, rule);
  const unapproved = notApproved(asking.app, returns.name);
  if (unapproved !== undefined) throw unapproved;
  const resolver = resolvers[`${parentType.name}.${fieldName}`];
  const value = resolver ? resolver(source, args, asking) : property(source, fieldName);
  if (isLeafType(returns)) return value;
  const shown = Array.isArray(value) ? listed(value, args, isConnection(returns)) : value;
  const hasSize = 'first' in args || 'ids' in args || fieldName === 'nodes';
  asking.cost.add(returns, shown, hasSize);
  return shown;
}

function property(source: unknown, name: string): unknown {
  return (source as Readonly<Record<string, unknown>> | undefined)?.[name];
}

/** Arrays stand for connections, and for lists that may have a size. */
function listed(items: readonly unknown[], args: Args, isPaged: boolean): unknown {
  if (isPaged) return pageOf(items, args);
  const { first } = args;
  return typeof first === 'number' ? items.slice(0, first) : items;
}

/** The type of what an interface stands for: it says so, or its id does. */
export function typeOf(value: unknown): string | undefined {
  const { __typename: name, id } = value as { readonly __typename?: string; readonly id?: string };
  return name ?? typeOfId(id ?? '');
}
