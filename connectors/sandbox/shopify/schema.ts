import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';

/** The version of the Admin API that the stand-in speaks. */
export const API_VERSION = '2026-10';

let built: GraphQLSchema | undefined;

/** The part of the Admin API's schema that the stand-in serves. */
export function standInSchema(): GraphQLSchema {
  built ??= buildSchema(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'));
  return built;
}

export function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.name.endsWith('Connection');
}

/** Types that only hold a connection together; they cost nothing. */
export function isWrapper(type: GraphQLNamedType): boolean {
  return isConnection(type) || type.name.endsWith('Edge') || type.name === 'PageInfo';
}

/** The type in a global id: `Order` in gid://shopify/Order/12. */
export function typeOfId(id: string): string | undefined {
  return /^gid:\/\/shopify\/([A-Za-z]+)\/[^/]+$/.exec(id)?.[1];
}
