import { safeParse, type z } from 'zod';
import { factSchemas, type FactType } from '../../schemas/facts.ts';
import { bytesTest, type BytesTest } from './bytes-tests.ts';

/** True only where the value certainly passes its schema unchanged. */
export type Test = (value: unknown) => boolean;

type Definition = z.core.$ZodTypes['_zod']['def'];
type CheckDefinition = z.core.$ZodChecks['_zod']['def'];

/** A field of a fact type. */
export interface SchemaField {
  readonly name: string;
  readonly required: boolean;
  readonly test: Test;
  /** Whether its values are texts. */
  readonly text: boolean;
  /** The same test for a text's bytes, where there is one. */
  readonly bytesTest: BytesTest | undefined;
}

/** The fields of a fact type, with tests worked out from its schema's own definition. */
export function fieldsOfSchema(type: FactType): readonly SchemaField[] {
  return Object.entries(factSchemas[type].shape).map(([name, schema]) => ({
    name,
    required: definitionOf(schema).type !== 'optional',
    test: testOf(schema),
    text: isText(schema),
    bytesTest: bytesTestOf(schema),
  }));
}

function bytesTestOf(schema: z.core.$ZodType): BytesTest | undefined {
  const def = definitionOf(schema);
  if (def.type === 'optional') return bytesTestOf(def.innerType);
  const limits = def.type === 'string' ? limitsOf(def) : undefined;
  return limits === undefined ? undefined : bytesTest(limits.pattern, limits.longest);
}

function isText(schema: z.core.$ZodType): boolean {
  const def = definitionOf(schema);
  if (def.type === 'optional') return isText(def.innerType);
  return (
    def.type === 'string' ||
    def.type === 'enum' ||
    (def.type === 'literal' && typeof def.values[0] === 'string')
  );
}

/** The quick test of a schema; of kinds not known here, the schema itself. */
function testOf(schema: z.core.$ZodType): Test {
  const def = definitionOf(schema);
  if (def.type === 'optional') return testOf(def.innerType);
  if (def.type === 'boolean') return (value) => typeof value === 'boolean';
  if (def.type === 'object') return objectTest(def.shape);
  return kindTest(def) ?? remembered(schema);
}

function kindTest(def: Definition): Test | undefined {
  if (def.type === 'string') return stringTest(def);
  if (def.type === 'number') return integerTest(def);
  return def.type === 'array' ? arrayTest(def) : undefined;
}

/** `_zod` is where zod keeps what it documents for authors of libraries. */
function definitionOf({ _zod: internals }: z.core.$ZodType): Definition {
  return internals.def as Definition;
}

interface Field {
  readonly name: string;
  readonly test: Test;
  readonly required: boolean;
}

/** Messages of one source have their fields in one order, so each is sought where it was last. */
function objectTest(shape: Readonly<Record<string, z.core.$ZodType>>): Test {
  const fields = new Map<string, Field>(
    Object.entries(shape).map(([name, schema]) => [
      name,
      { name, test: testOf(schema), required: definitionOf(schema).type !== 'optional' },
    ]),
  );
  const required = [...fields.values()].filter((field) => field.required).length;
  const order: Field[] = [];
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const values = value as Readonly<Record<string, unknown>>;
    let place = 0;
    let found = 0;
    for (const name in values) {
      let field = order[place];
      if (field?.name !== name) {
        field = fields.get(name);
        if (field === undefined) return false;
        order[place] = field;
      }
      if (!field.test(values[name])) return false;
      if (field.required) found += 1;
      place += 1;
    }
    return found === required;
  };
}

type StringDefinition = Extract<Definition, { type: 'string' }>;

function stringTest(def: StringDefinition): Test | undefined {
  const limits = limitsOf(def);
  return limits === undefined ? undefined : patternTest(limits.pattern, limits.longest);
}

interface Limits {
  readonly pattern: RegExp | undefined;
  readonly longest: number;
}

/** Undefined where the definition has a check that is not known here. */
function limitsOf(def: StringDefinition): Limits | undefined {
  if ('format' in def || def.coerce === true) return undefined;
  let longest = Infinity;
  let pattern: RegExp | undefined;
  for (const check of checksOf(def)) {
    if (check.check === 'max_length') longest = Math.min(longest, check.maximum);
    else if (check.check === 'string_format' && check.format === 'regex' && pattern === undefined) {
      ({ pattern } = check);
      if (pattern === undefined || pattern.global || pattern.sticky) return undefined;
    } else return undefined;
  }
  return { pattern, longest };
}

/** Neighbouring facts have much in common, so the last text that passed is remembered. */
function patternTest(pattern: RegExp | undefined, longest: number): Test {
  let last: string | undefined;
  return (value) => {
    if (typeof value !== 'string') return false;
    if (value === last) return true;
    if (value.length > longest || pattern?.test(value) === false) return false;
    last = value;
    return true;
  };
}

/** Undefined where the definition has a check other than a greatest length. */
function arrayTest(def: Extract<Definition, { type: 'array' }>): Test | undefined {
  const test = testOf(def.element);
  let longest = Infinity;
  for (const check of checksOf(def)) {
    if (check.check !== 'max_length') return undefined;
    longest = Math.min(longest, check.maximum);
  }
  return (value) => Array.isArray(value) && value.length <= longest && value.every(test);
}

/** Undefined where the definition is not that of a safe integer within inclusive bounds. */
function integerTest(def: Extract<Definition, { type: 'number' }>): Test | undefined {
  if (!('format' in def) || def.format !== 'safeint' || def.coerce === true) return undefined;
  let least = -Infinity;
  let greatest = Infinity;
  for (const check of checksOf(def)) {
    if (check.check !== 'greater_than' && check.check !== 'less_than') return undefined;
    if (typeof check.value !== 'number' || !check.inclusive) return undefined;
    if (check.check === 'greater_than') least = Math.max(least, check.value);
    else greatest = Math.min(greatest, check.value);
  }
  return (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= greatest;
}

function checksOf(def: Definition): readonly CheckDefinition[] {
  return (def.checks ?? []).map(({ _zod: internals }) => internals.def as CheckDefinition);
}

const MAX_REMEMBERED = 10_000;

/** Asks the schema itself, and remembers the texts that it accepts. */
function remembered(schema: z.core.$ZodType): Test {
  const accepted = new Set<unknown>();
  return (value) => {
    if (accepted.has(value)) return true;
    const { success, data } = safeParse(schema, value);
    if (!success || data !== value) return false;
    if (accepted.size >= MAX_REMEMBERED) accepted.clear();
    if (typeof value === 'string') accepted.add(value);
    return true;
  };
}
