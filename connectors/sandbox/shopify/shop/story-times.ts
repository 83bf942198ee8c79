import { NEVER, type GoodsBack, type Story } from './story.ts';

/** The instants (ms) at which the order's time of change moves, in order, from its creation on. */
export function changesOf(story: Story): number[] {
  const times = [story.createdAt, ...story.touches];
  for (const { at } of story.deals) times.push(at);
  if (story.cancelledAt !== undefined) times.push(story.cancelledAt);
  if (story.journey?.bumps === true) times.push(story.journey.readyAt);
  for (const parcel of story.parcels) {
    times.push(parcel.at);
    if (parcel.cancelledAt !== undefined) times.push(parcel.cancelledAt);
    if (parcel.quiet !== true) for (const { at } of parcel.events) times.push(at);
  }
  for (const back of story.backs) times.push(...backTimes(back));
  const later = times.filter((at) => at >= story.createdAt && at < NEVER);
  return [...new Set(later)].toSorted((a, b) => a - b);
}

/** The instant (ms) of the latest change that has come. */
export function updatedAt(story: Story, now: number): number {
  return changesOf(story).findLast((at) => at <= now) ?? story.createdAt;
}

function backTimes(back: GoodsBack): number[] {
  const { at, approvedAt, declinedAt, cancelledAt, receivedAt, closedAt } = back;
  const times = [at, approvedAt, declinedAt, cancelledAt, receivedAt, closedAt];
  return times.filter((time) => time !== undefined);
}
