import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { Owner, Team } from '../../schemas/goals.ts';

/** Who there is. */
export interface People {
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
}

/**
 * The owner ids whose goals are someone's: their own and their team's; with `managed` also those of
 * the people and teams they manage, and of whom those manage. `id` may be a team: then its own only.
 * @returns undefined where there is no such owner or team.
 */
export function ownerIdsOf(
  id: string,
  { owners, teams }: People,
  managed: boolean,
): ReadonlySet<string> | undefined {
  const known = [...owners, ...teams].some((each) => each.id === id);
  if (!known) return undefined;
  const ids = new Set([id]);
  const teamOf = owners.find((owner) => owner.id === id)?.team;
  for (const team of teams) if (isTeam(team, teamOf)) ids.add(team.id);
  if (managed) addManaged(id, { owners, teams }, ids, new Set());
  return ids;
}

/** By its id: another team may have it as its name. */
function isTeam({ id }: Team, team: string | undefined): boolean {
  return team === id;
}

function addManaged(id: string, people: People, ids: Set<string>, seen: Set<string>): void {
  if (seen.has(id)) return;
  seen.add(id);
  const teams = people.teams.filter(({ manager }) => manager === id);
  for (const team of teams) ids.add(team.id);
  for (const owner of people.owners) {
    const isManaged =
      owner.manager === id || teams.some((team) => owner.id !== id && isTeam(team, owner.team));
    if (!isManaged) continue;
    ids.add(owner.id);
    addManaged(owner.id, people, ids, seen);
  }
}

/** The goals of which any of the owners has a share on the report's day. */
export function goalsOwnedBy(
  goals: readonly GoalAttainment[],
  ids: ReadonlySet<string>,
): GoalAttainment[] {
  return goals.filter(({ owners }) => owners.some(({ id, share }) => share !== '0' && ids.has(id)));
}
