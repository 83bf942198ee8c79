import type { z } from 'zod';
import { ApiError } from './errors.ts';

/** Reads a query string. @throws ApiError 400 that names each wrong field. */
export function readQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  return readInput(schema, query, 'query');
}

/** Reads a JSON body. @throws ApiError 400 that names each wrong field. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  return readInput(schema, body, 'body');
}

function readInput<T>(schema: z.ZodType<T>, input: unknown, what: 'query' | 'body'): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || what}: ${message}`,
  );
  throw new ApiError(
    400,
    `bad_${what}`,
    `The ${what} is wrong. ${wrong.join('; ')}`,
    'See /openapi.json for what is taken.',
  );
}
