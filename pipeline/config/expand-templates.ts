import type { Template } from '../../schemas/goal-file.ts';
import type { Owner } from '../../schemas/goals.ts';
import type { Finding } from './finding.ts';
import { idsOf } from './goal-items.ts';
import type { Found, Place, Placed } from './place.ts';
import { fill, placeholdersOf, unquotedOf, valuesOf } from './placeholders.ts';
import { nearest } from './problem.ts';

/** Goals that templates made, still as people write them, and what is wrong with templates. */
export interface Expanded {
  readonly places: readonly Place[];
  /** The ids of goals that could not be made. */
  readonly failed: readonly string[];
  readonly found: readonly Found[];
}

/** One goal for each owner of a template's role. Pure. */
export function expandTemplates(
  templates: readonly Placed<Template>[],
  owners: readonly Placed<Owner>[],
): Expanded {
  const all = templates.map((template) => expand(template, owners));
  return {
    places: all.flatMap(({ places }) => places),
    failed: all.flatMap(({ failed }) => failed),
    found: all.flatMap(({ found }) => found),
  };
}

function expand(
  { value: template, place }: Placed<Template>,
  all: readonly Placed<Owner>[],
): Expanded {
  const owners = all.filter(({ value }) => value.role === template.role);
  if (owners.length === 0) {
    return { places: [], failed: [], found: [{ place, finding: nobody(template, all) }] };
  }
  const unknown = [...unquotedIn(template), ...unknownIn(template, owners)];
  const skip = new Set(unknown.map(({ key }) => key));
  const lacking = owners.map((owner) => lackingOf(template, owner, skip));
  const made = owners.map(({ value }) => ({
    ...place,
    path: [...place.path, 'goal'],
    written: fill(template.goal, valuesOf(value)),
    madeFor: value.id,
  }));
  const twins = twinsOf(made);
  const failed = (index: number): boolean =>
    skip.size > 0 || twins !== undefined || (lacking[index]?.length ?? 0) > 0;
  return {
    places: made.filter((_, index) => !failed(index)),
    failed: idsOf(made.filter((_, index) => failed(index))),
    found: [
      ...unknown.map(({ finding }) => ({ place, finding })),
      ...lacking.flat(),
      ...(twins === undefined ? [] : [{ place, finding: twins }]),
    ],
  };
}

function unquotedIn({ goal }: Template) {
  return unquotedOf(goal).map(({ key, path }) => ({
    key,
    finding: {
      path: ['goal', ...path],
      message: `{${key}} needs quotes in YAML`,
      mend: `write '{${key}}'`,
    },
  }));
}

function unknownIn({ role, goal }: Template, owners: readonly Placed<Owner>[]) {
  const known = new Set(owners.flatMap(({ value }) => [...valuesOf(value).keys()]));
  return placeholdersOf(goal)
    .filter(({ key }) => !known.has(key))
    .map(({ key, path }) => {
      const near = nearest(key, known);
      const finding: Finding = {
        path: ['goal', ...path],
        message: `no ${role} has anything for {${key}}`,
        mend: near === undefined ? `add ${key} to their attributes` : `write {${near}}`,
      };
      return { key, finding };
    });
}

function lackingOf(
  { role, goal }: Template,
  { value, place }: Placed<Owner>,
  skip: ReadonlySet<string>,
): readonly Found[] {
  const values = valuesOf(value);
  const keys = new Set(placeholdersOf(goal).map(({ key }) => key));
  return [...keys]
    .filter((key) => !values.has(key) && !skip.has(key))
    .map((key) => ({
      place,
      finding: {
        path: key === 'team' ? [] : ['attributes'],
        message: `${value.id} has no ${key}, which the template for ${role} puts in`,
        mend:
          key === 'team'
            ? `add team to ${value.id}`
            : `add ${key} to the attributes of ${value.id}`,
      },
    }));
}

function nobody({ role }: Template, owners: readonly Placed<Owner>[]): Finding {
  const roles = owners.flatMap(({ value }) => value.role ?? []);
  const near = nearest(role, roles);
  return {
    path: ['role'],
    message: `nobody has the role ${role}`,
    mend: near === undefined ? `give an owner role: ${role}` : `write ${near}`,
  };
}

function twinsOf(places: readonly Place[]): Finding | undefined {
  const byId = Map.groupBy(places, ({ written }) =>
    typeof written === 'object' && written !== null && 'id' in written ? written.id : undefined,
  );
  for (const [id, group] of byId) {
    const [first, second] = group;
    if (typeof id !== 'string' || first === undefined || second === undefined) continue;
    return {
      path: ['goal', 'id'],
      message: `makes the goal ${id} for both ${first.madeFor} and ${second.madeFor}`,
      mend: 'put {id} into it',
    };
  }
  return undefined;
}
