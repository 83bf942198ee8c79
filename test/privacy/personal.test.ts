import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { PERSONAL_COLUMNS } from '../../pipeline/privacy/personal.ts';
import { renamedFact, renamingOf } from '../../pipeline/privacy/renaming.ts';
import { DIMENSIONS } from '../../schemas/dimensions.ts';
import { FACT_TYPES, factSchemas, personalFieldsOf, type FactType } from '../../schemas/facts.ts';
import { wholeFactsOf } from '../support/schema-facts.ts';

type Definition = z.core.$ZodTypes['_zod']['def'];

/** The paths of a schema's free texts: what is not one of a list, a number, a day or a currency. */
function textsIn({ _zod: internals }: z.core.$ZodType, path: string): readonly string[] {
  const def = internals.def as Definition;
  if (def.type === 'optional') return textsIn(def.innerType, path);
  if (def.type === 'array') return textsIn(def.element, path);
  if (def.type === 'object') {
    const fields = Object.entries(def.shape);
    return fields.flatMap(([name, schema]) =>
      textsIn(schema, path === '' ? name : `${path}.${name}`),
    );
  }
  return def.type === 'string' && takesNames(internals) ? [path] : [];
}

function takesNames(schema: z.core.$ZodType['_zod']): boolean {
  const { issues } = schema.run(
    { value: 'anne@example.org', issues: [] },
    {},
  ) as z.core.ParsePayload;
  return issues.length === 0;
}

const ENVELOPE = ['source', 'stream', 'id'];
const TOUCHES = ['firstTouch', 'lastTouch', 'touches'].flatMap((touch) => [
  `${touch}.channel`,
  `${touch}.campaign`,
]);

/** Texts that are known to tell of no customer. A new text field belongs here, or is a `personKey`. */
const OF_NOBODY: Readonly<Record<FactType, readonly string[]>> = {
  sale: [...ENVELOPE, ...DIMENSIONS, ...TOUCHES, 'orderId', 'orderName', 'line'],
  traffic: [...ENVELOPE, ...DIMENSIONS],
  feedback: [...ENVELOPE, ...DIMENSIONS, 'orderId'],
  shipment: [...ENVELOPE, ...DIMENSIONS, 'orderId', 'exception'],
  return: [...ENVELOPE, ...DIMENSIONS, 'orderId', 'reason'],
  rate: ENVELOPE,
};

test.each(FACT_TYPES)('each text of a %s is known to tell of a person or of nobody', (type) => {
  const texts = textsIn(factSchemas[type], '');
  const known = [...OF_NOBODY[type], ...personalFieldsOf(type)];
  expect(texts.toSorted()).toEqual(known.toSorted());
});

test('the columns that forgetting looks at are the fields that tell of a person', () => {
  expect(PERSONAL_COLUMNS).toEqual([
    { type: 'sale', column: 'customer' },
    { type: 'feedback', column: 'customer' },
  ]);
});

test.each(FACT_TYPES.filter((type) => personalFieldsOf(type).length > 0))(
  'no key of a person is left in a %s when everybody is forgotten',
  (type) => {
    const request = {
      id: 'x',
      connection: 'shop',
      event: 'e',
      state: 'asked',
      askedAt: 0,
    } as const;
    const renaming = renamingOf({ ...request, kind: 'redact-all' }, 'salt');
    fc.assert(
      fc.property(wholeFactsOf(type), (fact) => {
        const keys = personalFieldsOf(type).map((field, n) => [field, `person-${n}`] as const);
        const value = JSON.stringify({ ...fact, ...Object.fromEntries(keys) });
        const renamed = renamedFact(renaming, { key: 'shop/x/1', value }) ?? '';
        const rest = JSON.parse(renamed) as Readonly<Record<string, unknown>>;
        expect(rest).toEqual({
          ...fact,
          ...Object.fromEntries(keys.map(([field, key]) => [field, renaming.fresh(key)])),
        });
      }),
    );
  },
);
