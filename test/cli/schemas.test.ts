import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchema, SCHEMAS } from '../../pipeline/cli/schemas.ts';

const objectSchema = z.object({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })),
});
const goalsSchema = z.object({
  properties: z.object({
    owners: z.object({ items: objectSchema }),
    teams: z.object({ items: objectSchema }),
    templates: z.object({ items: z.object({ properties: z.object({ goal: objectSchema }) }) }),
    goals: z.object({ items: z.object({ oneOf: z.array(objectSchema) }) }),
  }),
});

function schemaOf(name: string): unknown {
  const schema = SCHEMAS[name];
  if (schema === undefined) throw new Error(`there is no schema ${name}`);
  return jsonSchema(schema);
}

const { owners, teams, templates, goals } = goalsSchema.parse(schemaOf('goals')).properties;

test('the schema of goal files tells an editor what each key of a goal means', () => {
  const types = goals.items.oneOf.map(({ properties }) => properties['type']?.['const']);
  expect(types).toEqual(['reach', 'increase', 'decrease', 'maintain', 'relative']);
  for (const { properties } of goals.items.oneOf) {
    const { type: _, ...rest } = properties;
    const silent = Object.keys(rest).filter((key) => !/\w/.test(rest[key]?.description ?? ''));
    expect(silent).toEqual([]);
  }
});

test('a template knows every key that some goal has', () => {
  const keys = new Set(goals.items.oneOf.flatMap(({ properties }) => Object.keys(properties)));
  const { goal } = templates.items.properties;
  expect(new Set(Object.keys(goal.properties))).toEqual(keys);
});

test('owners and teams are those that stand alone', () => {
  expect(Object.keys(owners.items.properties)).toEqual(
    Object.keys(objectSchema.parse(schemaOf('owner')).properties),
  );
  expect(Object.keys(teams.items.properties)).toEqual(
    Object.keys(objectSchema.parse(schemaOf('team')).properties),
  );
});

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const examples = [...README.matchAll(/```yaml\n([\s\S]*?)```/g)]
  .map(([, text = '']) => text)
  .filter((text) => /^(goals:$|templates:)/m.test(text));
const asEditor = z.fromJSONSchema(schemaOf('goals') as Parameters<typeof z.fromJSONSchema>[0]);

test('an editor takes the goal files of the readme', () => {
  expect(examples).toHaveLength(3);
  for (const text of examples) expect(asEditor.safeParse(parse(text)).error).toBeUndefined();
});

test.each([
  ['type: relative', 'type: relativ'],
  ['change: +10 %', 'change: ten'],
  ['cadence: monthly', 'cadence: yearly'],
  ['company: true', 'companywide: true'],
  ['baseline: previous-window', 'baseline: last-year'],
  ['months: 6', 'month: 6'],
  ['target: 3000', 'target: 3.000.000'],
  ['weight: 0.6', 'weight: 0,6'],
  ['channel, in:', 'channel, is:'],
])('an editor marks %s as %s', (right, wrong) => {
  const text = examples.find((example) => example.includes(right));
  expect(text).toBeDefined();
  expect(asEditor.safeParse(parse((text ?? '').replace(right, wrong))).success).toBe(false);
});
