import { z } from 'zod';
import { factSchemas, type Fact, type FactType } from '../../schemas/facts.ts';

/** Shapes remembered per fact type before the memory is started anew. */
const MAX_SHAPES = 200;
const known = new Map<FactType, Map<string, z.ZodType<Fact>>>();

/**
 * The schema of a fact type, narrowed to the fields that a message has and those it must have.
 * It accepts and gives the same as the whole schema, whose many absent optional fields cost more
 * than the present ones; messages of one source have few shapes.
 */
export function validatorFor(type: FactType, message: object): z.ZodType<Fact> {
  const shapes = known.get(type) ?? new Map<string, z.ZodType<Fact>>();
  known.set(type, shapes);
  const fields = Object.keys(message).join();
  const found = shapes.get(fields);
  if (found !== undefined) return found;
  const narrowed = narrow(type, message);
  if (shapes.size >= MAX_SHAPES) shapes.clear();
  shapes.set(fields, narrowed);
  return narrowed;
}

function narrow(type: FactType, message: object): z.ZodType<Fact> {
  const required = requiredFields(type);
  const fields = Object.entries<z.ZodType>(factSchemas[type].shape).filter(
    ([name]) => Object.hasOwn(message, name) || required.has(name),
  );
  return z.object(Object.fromEntries(fields)) as unknown as z.ZodType<Fact>;
}

/** The fields that an empty message is told to lack. */
function requiredFields(type: FactType): ReadonlySet<string> {
  const { error } = factSchemas[type].safeParse({});
  return new Set(error?.issues.map(({ path }) => String(path[0])));
}
