import { addDays, lengthOf } from '../../../schemas/calendar.ts';
import { formatDecimal, ONE, parseDecimal } from '../../../schemas/decimal.ts';
import type { Goal, Ownership } from '../../../schemas/goals.ts';
import type { Days } from '../../attainment/calendar.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../problem.ts';
import type { Surroundings } from './surroundings.ts';

/** Owners that are not there, their days and shares; the shares sum to 1 on every day of the window. */
export function checkOwners(goal: Goal, around: Surroundings): readonly Finding[] {
  const findings = goal.owners.flatMap((one, index) =>
    [checkName(one, around), checkShare(one), checkDays(one, goal.window)].flatMap((finding) =>
      finding === undefined ? [] : [{ ...finding, path: ['owners', index, ...finding.path] }],
    ),
  );
  return findings.some(({ path }) => path[2] !== 'owner')
    ? findings
    : [...findings, ...checkSum(goal)];
}

function checkName({ owner }: Ownership, { people }: Surroundings): Finding | undefined {
  if (people.has(owner)) return undefined;
  const near = nearest(owner, people);
  const mend =
    near === undefined
      ? `add { id: ${owner}, name: … } to owners`
      : `write ${near}, or add ${owner} to owners`;
  return { path: ['owner'], message: `there is no owner ${owner}`, mend };
}

function checkShare({ owner, share }: Ownership): Finding | undefined {
  const micros = parseDecimal(share) ?? 0n;
  if (micros > 0n && micros <= ONE) return undefined;
  return {
    path: ['share'],
    message: `of ${owner} is ${share}, not above 0 and at most 1`,
    mend: 'write a part such as 0.5',
  };
}

function checkDays({ owner, from, to }: Ownership, window: Days): Finding | undefined {
  const first = from ?? window.start;
  const last = to ?? window.end;
  if (first > last) {
    const path = [from === undefined ? 'to' : 'from'];
    return {
      path,
      message: `${owner} owns it from ${first} to ${last}, which is no day`,
      mend: 'correct from or to',
    };
  }
  if (first >= window.start && last <= window.end) return undefined;
  return {
    path: [first < window.start ? 'from' : 'to'],
    message: `${owner} owns it from ${first} to ${last}, beyond the window (${window.start} to ${window.end})`,
    mend: 'keep from and to inside the window',
  };
}

interface Stretch extends Days {
  readonly sum: bigint;
}

/** The longest stretch of days on which the shares don't sum to 1. */
function checkSum({ owners, window }: Goal): readonly Finding[] {
  const wrong = stretchesOf(owners, window).filter(({ sum }) => sum !== ONE);
  const [longest] = wrong.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  if (longest === undefined) return [];
  const { start, end, sum } = longest;
  const days = `from ${start} to ${end}`;
  const more = wrong.length > 1 ? `, the longest of ${wrong.length} such stretches` : '';
  return [
    {
      path: ['owners'],
      message:
        sum === 0n
          ? `nobody owns it ${days}${more}`
          : `the shares sum to ${formatDecimal(sum)} ${days}${more}`,
      mend:
        sum === 0n
          ? 'let an owner’s from or to cover these days'
          : 'make the shares of these days sum to exactly 1',
    },
  ];
}

/** The window cut where an owner begins or ends; neighbours with one sum are one stretch. */
function stretchesOf(owners: readonly Ownership[], window: Days): readonly Stretch[] {
  const starts = owners.flatMap(({ from, to }) => [
    from ?? window.start,
    ...(to === undefined ? [] : [addDays(to, 1)]),
  ]);
  const cuts = [...new Set([window.start, ...starts])]
    .filter((day) => day >= window.start && day <= window.end)
    .toSorted();
  const stretches: Stretch[] = [];
  cuts.forEach((start, index) => {
    const next = cuts[index + 1];
    const end = next === undefined ? window.end : addDays(next, -1);
    const sum = sumOn(owners, start);
    const before = stretches.at(-1);
    if (before?.sum === sum) stretches[stretches.length - 1] = { ...before, end };
    else stretches.push({ start, end, sum });
  });
  return stretches;
}

function sumOn(owners: readonly Ownership[], day: string): bigint {
  return owners
    .filter(({ from, to }) => (from ?? day) <= day && day <= (to ?? day))
    .reduce((sum, { share }) => sum + (parseDecimal(share) ?? 0n), 0n);
}
