import type { GoalAttainment } from '../../schemas/attainment.ts';

type Change = Pick<NonNullable<GoalAttainment['changes']>[number], 'kind' | 'fields'>;

/** What was changed of a goal since it was agreed, and what its files ask for and is not agreed. */
export function changeLines({ title, changes = [], written }: GoalAttainment): string[] {
  const agreed = changes.map(({ from, by, reason, ...change }) => {
    const why = reason === undefined ? '' : ` (${reason})`;
    return `${title}: changed from ${from} on by ${by}: ${changeText(change)}${why}`;
  });
  if (written === undefined) return agreed;
  const asked =
    written.kind === 'removed'
      ? 'its files have it no more'
      : `its file asks for ${changeText(written)}`;
  return [
    ...agreed,
    `${title}: ${asked}, which is not agreed and counts for nothing. Fix: goalstream goals apply --reason …`,
  ];
}

function changeText({ kind, fields }: Change): string {
  if (kind !== 'changed') return kind === 'added' ? 'taken up again' : 'taken out';
  return fields.map(({ field, before, after }) => `${field} ${before} → ${after}`).join('; ');
}
