/**
 * What can be known here of the bucket of points that a shop's server keeps for an app: it holds at
 * most `maximum`, fills by `restoreRate` a second, a request takes its requested cost when it comes
 * in and gives back what it didn't need when it is done; one that finds too little is throttled.
 *
 * `points` is never more than what the server will still have once all that is under way has
 * arrived, whatever order answers come in. So a request that `points` allow is never throttled, as
 * long as nobody else uses the bucket. Times are ms of any one clock.
 */
export interface Bucket {
  readonly maximum: number;
  readonly restoreRate: number;
  readonly points: number;
  readonly at: number;
  /** Reserved by requests under way. */
  readonly reserved: number;
  /** All that requests took so far, and all that came back from their reservations. */
  readonly taken: number;
  readonly returned: number;
}

/** A request under way. */
export interface Reservation {
  readonly cost: number;
  readonly at: number;
  readonly taken: number;
  readonly returned: number;
}

/** The state of the server's bucket just after it dealt with a request. */
export interface Told {
  readonly maximum: number;
  readonly restoreRate: number;
  readonly available: number;
  /** What the request took in the end; 0 where it was throttled. */
  readonly actual: number;
}

/** The bucket as the first answer tells it, with nothing else under way. */
export function bucketOf({ maximum, restoreRate, available }: Told, now: number): Bucket {
  const counted = { reserved: 0, taken: 0, returned: 0 };
  return { maximum, restoreRate, points: available, at: now, ...counted };
}

/** ms until the bucket allows the cost. Infinity: only once something under way has ended. */
export function waitFor(bucket: Bucket, cost: number, now: number): number {
  const { points, maximum, reserved, restoreRate } = restored(bucket, now);
  const needed = Math.min(cost, maximum);
  if (points >= needed) return 0;
  if (maximum - reserved < needed) return Infinity;
  return Math.ceil(((needed - points) / restoreRate) * 1_000);
}

/** Sends a request of this cost. */
export function reserve(bucket: Bucket, cost: number, now: number): [Bucket, Reservation] {
  const filled = restored(bucket, now);
  const { taken, returned } = filled;
  return [
    { ...filled, points: filled.points - cost, reserved: filled.reserved + cost },
    { cost, at: now, taken, returned },
  ];
}

/** A request got no answer: it may have taken all that was reserved. */
export function lose(bucket: Bucket, { cost }: Reservation, now: number): Bucket {
  const filled = restored(bucket, now);
  return { ...filled, reserved: filled.reserved - cost, taken: filled.taken + cost };
}

/**
 * An answer came. Two bounds are known: what is kept here, and what the answer says less all that
 * it may not have seen yet. Both hold, so the greater one is used; unless the answer says less than
 * can be explained, which is when somebody else uses the bucket, or it changed: then it alone holds.
 */
export function settle(bucket: Bucket, sent: Reservation, told: Told, now: number): Bucket {
  const { maximum, restoreRate, available, actual } = told;
  const filled = restored(bucket, now);
  const reserved = filled.reserved - sent.cost;
  const kept = filled.points + sent.cost - actual;
  const unseen = reserved + (filled.taken - sent.taken);
  const grown = ((now - sent.at) / 1_000) * Math.max(restoreRate, filled.restoreRate);
  const most = available + grown + (filled.returned - sent.returned) + 1;
  const points = kept > most ? available - unseen : Math.max(kept, available - unseen);
  return {
    maximum,
    restoreRate,
    points: Math.min(points, maximum - reserved),
    at: now,
    reserved,
    taken: filled.taken + actual,
    returned: filled.returned + sent.cost - actual,
  };
}

/** While something is under way, the bucket may already be full without what that will take. */
function restored(bucket: Bucket, now: number): Bucket {
  const { points, restoreRate, maximum, reserved } = bucket;
  const grown = points + (Math.max(0, now - bucket.at) / 1_000) * restoreRate;
  const full = Math.max(points, maximum - reserved);
  return { ...bucket, points: Math.min(grown, full), at: Math.max(now, bucket.at) };
}
