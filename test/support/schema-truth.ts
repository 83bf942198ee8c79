import {
  introspectionFromSchema,
  type GraphQLSchema,
  type IntrospectionField,
  type IntrospectionInputValue,
  type IntrospectionQuery,
  type IntrospectionType,
  type IntrospectionTypeRef,
} from 'graphql';

/** Everything in which a part of a schema differs from the whole one. */
export function differences(part: GraphQLSchema, whole: IntrospectionQuery): string[] {
  const { __schema: all } = whole;
  const { __schema: some } = introspectionFromSchema(part);
  const real = new Map(all.types.map((type) => [type.name, type]));
  const own = some.types;
  const known = new Set(own.map(({ name }) => name));
  return own
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => typeDifferences(type, real.get(type.name), known));
}

function typeDifferences(
  own: IntrospectionType,
  real: IntrospectionType | undefined,
  known: ReadonlySet<string>,
): string[] {
  if (real === undefined) return [`${own.name}: there is no such type`];
  if (real.kind !== own.kind) return [`${own.name}: is ${real.kind}, not ${own.kind}`];
  const interfaces = interfacesOf(real).filter((name) => known.has(name));
  const fields = new Map(fieldsOf(real).map((field) => [field.name, field]));
  return [
    ...fieldsOf(own).flatMap((each) => fieldDifferences(own.name, each, fields.get(each.name))),
    ...inputDifferences(own.name, inputsOf(own), inputsOf(real)),
    ...missing(`${own.name}: no value`, valuesOf(own), valuesOf(real)),
    ...missing(`${own.name}: no interface`, interfacesOf(own), interfaces),
    ...missing(`${own.name}: interface left out`, interfaces, interfacesOf(own)),
    ...possibleDifferences(own, real),
  ];
}

function fieldDifferences(
  owner: string,
  own: IntrospectionField,
  real: IntrospectionField | undefined,
): string[] {
  const place = `${owner}.${own.name}`;
  if (real === undefined) return [`${place}: there is no such field`];
  const [is, not] = [written(real.type), written(own.type)];
  return [
    ...(is === not ? [] : [`${place}: is ${is}, not ${not}`]),
    ...inputDifferences(place, own.args, real.args),
  ];
}

/** Arguments or input fields: each the same, and none that is required left out. */
function inputDifferences(
  place: string,
  own: readonly IntrospectionInputValue[],
  real: readonly IntrospectionInputValue[],
): string[] {
  const shown = ({ name, type, defaultValue }: IntrospectionInputValue): string =>
    `${name}: ${written(type)}${defaultValue == null ? '' : ` = ${defaultValue}`}`;
  const required = real.filter(
    ({ type, defaultValue }) => type.kind === 'NON_NULL' && defaultValue == null,
  );
  return [
    ...missing(`${place}: no input`, own.map(shown), real.map(shown)),
    ...missing(`${place}: required, left out`, required.map(shown), own.map(shown)),
  ];
}

/** An interface that is not Node stands for all of its types, or a query could miss one. */
function possibleDifferences(own: IntrospectionType, real: IntrospectionType): string[] {
  if (own.kind !== 'INTERFACE' || real.kind !== 'INTERFACE' || own.name === 'Node') return [];
  const names = (type: typeof own): string[] => type.possibleTypes.map(({ name }) => name);
  return [
    ...missing(`${own.name}: no type`, names(own), names(real)),
    ...missing(`${own.name}: type left out`, names(real), names(own)),
  ];
}

function missing(what: string, some: readonly string[], all: readonly string[]): string[] {
  return some.filter((each) => !all.includes(each)).map((each) => `${what} ${each}`);
}

function written(type: IntrospectionTypeRef): string {
  if (type.kind === 'NON_NULL') return `${written(type.ofType)}!`;
  return type.kind === 'LIST' ? `[${written(type.ofType)}]` : type.name;
}

function fieldsOf(type: IntrospectionType): readonly IntrospectionField[] {
  return type.kind === 'OBJECT' || type.kind === 'INTERFACE' ? type.fields : [];
}

function inputsOf(type: IntrospectionType): readonly IntrospectionInputValue[] {
  return type.kind === 'INPUT_OBJECT' ? type.inputFields : [];
}

function valuesOf(type: IntrospectionType): readonly string[] {
  return type.kind === 'ENUM' ? type.enumValues.map(({ name }) => name) : [];
}

function interfacesOf(type: IntrospectionType): readonly string[] {
  return type.kind === 'OBJECT' || type.kind === 'INTERFACE'
    ? type.interfaces.map(({ name }) => name)
    : [];
}
