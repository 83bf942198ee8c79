import { z } from 'zod';
import { attainmentReportSchema, freshnessSchema } from '../../schemas/attainment.ts';
import { ledgerPageSchema } from '../../schemas/ledger.ts';
import { attainmentQuerySchema, ledgerQuerySchema } from './queries.ts';

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), mend: z.string() }),
});
const syncsSchema = z.object({ syncs: z.array(freshnessSchema) });
const syncAnswerSchema = z.object({
  connection: z.string(),
  state: z.enum(['started', 'running']),
});
const SCHEMAS = {
  AttainmentReport: attainmentReportSchema,
  LedgerPage: ledgerPageSchema,
  Syncs: syncsSchema,
  SyncAnswer: syncAnswerSchema,
  Error: errorSchema,
};

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The API in OpenAPI 3.1, made from the schemas that the answers are typed by. */
export function openapi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'goalstream',
      version: '1.0.0',
      description:
        'Goals, how far they are, and every fact that was counted. Decimals are exact text.',
    },
    paths: {
      '/v1/attainment': { get: attainmentOperation() },
      '/v1/goals/{id}/ledger': { get: ledgerOperation() },
      '/v1/syncs': {
        get: { summary: 'How fresh each stream is', responses: answers(200, 'Syncs') },
      },
      '/v1/connections/{name}/sync': { post: syncOperation() },
    },
    components: {
      schemas: Object.fromEntries(
        Object.entries(SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)]),
      ),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function attainmentOperation(): object {
  return {
    summary: 'Every goal as it stands, or one',
    parameters: queryParameters(attainmentQuerySchema),
    responses: answers(200, 'AttainmentReport'),
  };
}

function ledgerOperation(): object {
  return {
    summary: 'What a goal counted, oldest first',
    parameters: [pathParameter('id'), ...queryParameters(ledgerQuerySchema)],
    responses: answers(200, 'LedgerPage'),
  };
}

function syncOperation(): object {
  return {
    summary: 'Starts a sync and does not wait for it',
    security: [{ token: [] }],
    parameters: [pathParameter('name')],
    responses: answers(202, 'SyncAnswer'),
  };
}

function answers(status: number, name: keyof typeof SCHEMAS): object {
  return { [status]: answer('Done', name), default: answer('Not done', 'Error') };
}

function answer(description: string, name: keyof typeof SCHEMAS): object {
  const schema = { $ref: `#/components/schemas/${name}` };
  return { description, content: { 'application/json': { schema } } };
}

function pathParameter(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function queryParameters(schema: z.ZodType): object[] {
  const { properties = {} } = jsonSchema(schema);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    schema: property,
  }));
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
