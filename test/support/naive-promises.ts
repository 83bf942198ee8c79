/** A parcel; times in ms since the epoch. */
export interface NaiveParcel {
  readonly id: string;
  readonly day: string;
  readonly ordered?: number;
  readonly promised?: number;
  readonly delivered?: number;
  readonly flag?: boolean;
  readonly untimed: boolean;
}

/** What the figures of deliveries are made of, counted parcel by parcel in plain code. */
export function naiveDeliveries(
  parcels: readonly NaiveParcel[],
  today: string,
  localDay: (ms: number) => string,
) {
  const count = { onTime: 0, judged: 0, toTheMinute: 0, judgedToTheMinute: 0, notDue: 0, open: 0 };
  const times: number[] = [];
  for (const parcel of parcels) {
    const { day, ordered, delivered, untimed } = parcel;
    const isDue = day < today;
    const impossible = delivered !== undefined && ordered !== undefined && delivered < ordered;
    const verdict = impossible ? undefined : verdictOf(parcel, localDay);
    const exact = impossible ? undefined : exactVerdictOf(parcel);
    if (isDue && verdict !== undefined) count.judged += 1;
    if (isDue && verdict === true) count.onTime += 1;
    if (isDue && exact !== undefined) count.judgedToTheMinute += 1;
    if (isDue && exact === true) count.toTheMinute += 1;
    if (!isDue && verdict !== undefined) count.notDue += 1;
    if (day > today || ordered === undefined) continue;
    const arrived = delivered !== undefined && localDay(delivered) <= today;
    if (!arrived && !untimed) count.open += 1;
    if (arrived && !impossible) times.push((delivered - ordered) / 86_400_000);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const p90 = sorted[Math.ceil(0.9 * sorted.length) - 1];
  return { ...count, p90 };
}

function verdictOf(
  { promised, delivered, flag, untimed }: NaiveParcel,
  localDay: (ms: number) => string,
): boolean | undefined {
  if (promised !== undefined && delivered !== undefined) {
    return localDay(delivered) <= localDay(promised);
  }
  if (flag !== undefined) return flag;
  return promised !== undefined && !untimed ? false : undefined;
}

function exactVerdictOf({ promised, delivered, flag, untimed }: NaiveParcel): boolean | undefined {
  if (promised !== undefined && delivered !== undefined) return delivered <= promised;
  if (flag !== undefined) return flag ? undefined : false;
  return promised !== undefined && !untimed ? false : undefined;
}
