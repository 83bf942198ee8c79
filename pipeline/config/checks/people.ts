import type { Owner, Team } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../problem.ts';
import { circleOf, type Surroundings } from './surroundings.ts';

/** What is wrong with a person: a team or a manager that is not there, managers in a circle. */
export function checkOwner(owner: Owner, around: Surroundings): readonly Finding[] {
  return [
    ...checkTeamOf(owner, around),
    ...checkManager(owner, around),
    ...checkCircle(owner, around),
    ...checkAttributes(owner),
  ];
}

/** What is wrong with a team. */
export function checkTeam(team: Team, around: Surroundings): readonly Finding[] {
  return checkManager(team, around);
}

function checkTeamOf({ team }: Owner, { owners, people, teams }: Surroundings): readonly Finding[] {
  if (team === undefined || teams.size === 0 || teams.has(team)) return [];
  if (people.has(team) && !owners.has(team)) return [];
  const near = nearest(team, teams.keys());
  const mend =
    near === undefined ? `write one of ${[...teams.keys()].join(', ')}` : `write ${near}`;
  return [{ path: ['team'], message: `there is no team ${team}`, mend }];
}

function checkManager(
  { manager }: Pick<Owner, 'manager'>,
  { owners, people, teams }: Surroundings,
): readonly Finding[] {
  if (manager === undefined || owners.has(manager)) return [];
  const path = ['manager'];
  if (teams.has(manager)) {
    return [{ path, message: `${manager} is a team`, mend: 'write the id of a person' }];
  }
  if (people.has(manager)) return [];
  const near = nearest(manager, owners.keys());
  const mend = near === undefined ? `add { id: ${manager}, name: … } to owners` : `write ${near}`;
  return [{ path, message: `there is no manager ${manager}`, mend }];
}

function checkCircle(owner: Owner, { owners }: Surroundings): readonly Finding[] {
  const ids = circleOf(owner, ({ manager }) =>
    manager === undefined ? undefined : owners.get(manager),
  );
  if (ids === undefined) return [];
  return [
    {
      path: ['manager'],
      message: `the managers go round in a circle: ${ids}`,
      mend: 'take manager out of one of them',
    },
  ];
}

/** Attributes that templates could never reach, for their names mean something else there. */
function checkAttributes({ attributes = {} }: Owner): readonly Finding[] {
  return ['id', 'name', 'team']
    .filter((key) => Object.hasOwn(attributes, key))
    .map((key) => ({
      path: ['attributes', key],
      message: `{${key}} of a template is the owner’s own ${key}, not this attribute`,
      mend: 'give the attribute another name',
    }));
}
