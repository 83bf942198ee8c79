import { expect, test } from 'vitest';
import { jsonSchema, SCHEMAS } from '../../pipeline/cli/schemas.ts';
import { FACT_TYPES, MEASURES, type FactType } from '../../schemas/facts.ts';

type Described = Readonly<Record<string, { readonly description?: string }>>;

function fieldsOf(type: FactType): Described {
  const schema = SCHEMAS[type];
  if (schema === undefined) throw new Error(`no schema ${type}`);
  return (jsonSchema(schema) as { readonly properties: Described }).properties;
}

test.each(FACT_TYPES)('every field of %s says what it is', (type) => {
  const silent = Object.entries(fieldsOf(type))
    .filter(([name, { description = '' }]) => name !== 'deleted' && description.length < 10)
    .map(([name]) => name);
  expect(silent).toEqual([]);
});

test('every amount of a sale says its unit, and which sign it has when', () => {
  const fields = fieldsOf('sale');
  for (const name of [...MEASURES.sale, 'originalAmount']) {
    expect(fields[name]?.description).toMatch(/positive .*negative|negative .*positive/s);
    expect(fields[name]?.description).toMatch(/unit of|Units/);
  }
});

test('times and counts say their unit', () => {
  const times = FACT_TYPES.flatMap((type) =>
    Object.entries(fieldsOf(type)).filter(([name]) => name.endsWith('At')),
  );
  for (const [name, { description = '' }] of times) {
    expect(`${name}: ${description}`).toMatch(/Milliseconds/);
  }
  for (const name of MEASURES.traffic) {
    expect(fieldsOf('traffic')[name]?.description).toMatch(/never negative/);
  }
});
