import { expect, test } from 'vitest';
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
