import { z } from 'zod';
import { SCHEMAS } from './openapi-schemas.ts';
import { lettersQuerySchema } from './operation-queries.ts';
import { attainmentQuerySchema, ledgerQuerySchema, syncQuerySchema } from './queries.ts';

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
      '/v1/status': {
        get: { summary: 'How the pipeline is doing', responses: answers(200, 'Status') },
      },
      '/v1/syncs': {
        get: { summary: 'How fresh each stream is', responses: answers(200, 'Syncs') },
      },
      '/v1/connections/{name}/sync': { post: syncOperation() },
      '/webhooks/{name}': { post: webhookOperation() },
      ...operationPaths(),
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
    summary: 'Asks for a sync and does not wait for it',
    security: [{ token: [] }],
    parameters: [pathParameter('name'), ...queryParameters(syncQuerySchema)],
    responses: answers(202, 'SyncAnswer'),
  };
}

/** A source calls it in its own words, which its connector understands. */
function webhookOperation(): object {
  return {
    summary: 'Takes a webhook of the connection’s source',
    parameters: [pathParameter('name')],
    responses: {
      200: { description: 'It is in the log, or nothing that counts' },
      default: answer('Not done', 'Error'),
    },
  };
}

/** What those who run the pipeline ask; all of it needs the token. */
function operationPaths(): Record<string, object> {
  const security = [{ token: [] }];
  const list = {
    summary: 'What could not be taken in, newest first',
    security,
    parameters: queryParameters(lettersQuerySchema),
    responses: answers(200, 'LetterList'),
  };
  const show = {
    summary: 'A dead letter with its message',
    security,
    parameters: [pathParameter('id')],
    responses: answers(200, 'Letter'),
  };
  const replayLetters = {
    summary: 'Appends the messages of dead letters to their topics again',
    security,
    requestBody: content('LetterReplayRequest'),
    responses: answers(200, 'LetterReplay'),
  };
  const replay = {
    summary: 'Takes records of the log in again; answers a line of JSON for each step',
    security,
    requestBody: content('ReplayRequest'),
    responses: steps('ReplayEvent'),
  };
  const apply = {
    summary: 'Agrees the goals as they are written in the project’s files now',
    security,
    requestBody: content('ApplyRequest'),
    responses: answers(200, 'ApplyResult'),
  };
  const check = {
    summary:
      'Checks the goals as they are written now: specific, measurable, achievable, relevant, time-bound',
    security,
    responses: answers(200, 'GoalCheck'),
  };
  const history = {
    summary: 'Everything a goal has been, with who changed it, when and why',
    security,
    parameters: [pathParameter('id')],
    responses: answers(200, 'GoalHistory'),
  };
  const inForce = {
    summary: 'The goals in force today',
    security,
    responses: answers(200, 'GoalList'),
  };
  const privacy = {
    summary: 'What people asked about their data, and what came of it',
    security,
    responses: answers(200, 'PrivacyList'),
  };
  const personal = {
    summary: 'What is kept of the people that a request is about',
    security,
    parameters: [pathParameter('id')],
    responses: answers(200, 'PrivacyExport'),
  };
  const cancel = {
    summary: 'Takes back a request to forget that still waits',
    security,
    parameters: [pathParameter('id')],
    responses: answers(200, 'PrivacyCancel'),
  };
  const reconcile = {
    summary: 'Compares sources, facts, ledger and figures; answers a line of JSON for each step',
    security,
    requestBody: content('ReconcileRequest'),
    responses: steps('ReconcileEvent'),
  };
  return {
    '/v1/goals': { get: inForce },
    '/v1/goals/apply': { post: apply },
    '/v1/goals/check': { get: check },
    '/v1/goals/{id}/history': { get: history },
    '/v1/dead-letters': { get: list },
    '/v1/dead-letters/{id}': { get: show },
    '/v1/dead-letters/replay': { post: replayLetters },
    '/v1/privacy': { get: privacy },
    '/v1/privacy/{id}': { get: personal },
    '/v1/privacy/{id}/cancel': { post: cancel },
    '/v1/replay': { post: replay },
    '/v1/reconcile': { post: reconcile },
  };
}

function answers(status: number, name: keyof typeof SCHEMAS): object {
  return { [status]: answer('Done', name), default: answer('Not done', 'Error') };
}

/** A line of JSON for each step. */
function steps(event: keyof typeof SCHEMAS): object {
  return {
    200: { description: 'Steps', ...content(event, 'application/x-ndjson') },
    default: answer('Not done', 'Error'),
  };
}

function answer(description: string, name: keyof typeof SCHEMAS): object {
  return { description, ...content(name) };
}

function content(name: keyof typeof SCHEMAS, type = 'application/json'): { content: object } {
  return { content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } } };
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
