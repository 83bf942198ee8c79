import fc from 'fast-check';
import type { z } from 'zod';
import { factSchemas, IDENTIFIER, PLAIN_DECIMAL, type FactType } from '../../schemas/facts.ts';

type Definition = z.core.$ZodTypes['_zod']['def'];
type Check = z.core.$ZodChecks['_zod']['def'];

/** How facts are written: plain ones are read from their bytes, others by their schema. */
interface Style {
  readonly texts: fc.Arbitrary<string>;
  /** The greatest whole number, and less it the least. */
  readonly greatest: number;
}

const plain = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', '_', '-', '/', '#', '.'),
  minLength: 1,
  maxLength: 20,
});
const odd = fc.string({
  unit: fc.constantFrom('"', '\\', 'æ', '🎯', "'", '\u{FFFD}'),
  minLength: 1,
  maxLength: 8,
});

const STYLES: readonly Style[] = [
  { texts: plain, greatest: 10 ** 15 - 1 },
  {
    texts: fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: odd }),
    greatest: Number.MAX_SAFE_INTEGER,
  },
];

/** Up to 12 digits and 6 places, often all 18. */
const decimal = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 17 })),
  )
  .map(([negative, digits, cut]) => {
    const micros = (digits / 10n ** BigInt(cut)).toString().padStart(7, '0');
    const fraction = micros.slice(-6).replace(/0+$/, '');
    const value = `${micros.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
    return negative && value !== '0' ? `-${value}` : value;
  });

/** Values that a field's schema takes, by its definition. */
function valuesFor({ _zod: internals }: z.core.$ZodType, style: Style): fc.Arbitrary<unknown> {
  const def = internals.def as Definition;
  if (def.type === 'optional') return valuesFor(def.innerType, style);
  if (def.type === 'boolean') return fc.boolean();
  if (def.type === 'enum') return fc.constantFrom(...Object.values(def.entries));
  if (def.type === 'literal') return fc.constantFrom(...def.values);
  if (def.type === 'object') return objectOf(def.shape, style);
  if (def.type === 'array')
    return fc.array(valuesFor(def.element, style), { minLength: 1, maxLength: 3 });
  if (def.type === 'number') return wholeNumber(checksOf(def), style);
  if (def.type === 'string') return textFor(def, style);
  throw new Error(`no values are known for a field of kind ${def.type}`);
}

function checksOf({ checks = [] }: Definition): readonly Check[] {
  return checks.map(({ _zod: internals }) => internals.def as Check);
}

function wholeNumber(checks: readonly Check[], { greatest }: Style): fc.Arbitrary<number> {
  let [min, max] = [-greatest, greatest];
  for (const check of checks) {
    if (check.check === 'greater_than') min = Math.max(min, Number(check.value));
    if (check.check === 'less_than') max = Math.min(max, Number(check.value));
  }
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
}

function textFor(
  def: Extract<Definition, { type: 'string' }>,
  { texts }: Style,
): fc.Arbitrary<string> {
  if ('format' in def && def.format === 'date') {
    return fc.constantFrom('1970-01-02', '2024-02-29', '2026-12-31', '2149-06-06');
  }
  const pattern = checksOf(def).find((check) => check.check === 'string_format');
  const source = pattern !== undefined && 'pattern' in pattern ? pattern.pattern : undefined;
  if (source === undefined || source === IDENTIFIER) return texts;
  if (source === PLAIN_DECIMAL) return decimal;
  if (source.test('DKK')) return fc.constantFrom('DKK', 'EUR', 'SEK');
  if (source.test('11.1325')) return fc.constantFrom('11.1325', '0.000001', '999999999999.999999');
  throw new Error(`no texts are known for the pattern ${source.source}`);
}

function objectOf(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  style: Style,
): fc.Arbitrary<object> {
  const fields = Object.entries(shape).filter(([name]) => name !== 'deleted');
  return fc.record(
    Object.fromEntries(fields.map(([name, schema]) => [name, valuesFor(schema, style)])),
  );
}

/** Facts of a type with every field that its schema has. */
export function wholeFactsOf(type: FactType): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.oneof(
    ...STYLES.map((style) => objectOf(factSchemas[type].shape, style)),
  ) as fc.Arbitrary<Readonly<Record<string, unknown>>>;
}
