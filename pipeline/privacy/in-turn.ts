import { setTimeout as sleep } from 'node:timers/promises';
import { LogError, type Log } from '../log/log.ts';
import { PRIVACY_TOPIC } from '../topics.ts';

interface Parts {
  readonly log: Log;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** A claim is renewed so often, and void once it has not been for so long, ms. */
const RENEW_MS = 10_000;
const VOID_MS = 120_000;
/** How long others are waited for, and how long between two looks at most, ms. */
const PATIENCE_MS = 300_000;
const LOOK_MS = 2_000;
/** Before the ids of requests, as keys of claims. */
const CLAIM = 'turn/';

/**
 * Does work on the log that two processes must not do at a time. Who wants it puts a claim into the
 * log and then looks who else has: of two, at least one sees the other, steps back and comes again
 * after a random while. The claims of a process that is gone are void after two minutes, so workers'
 * clocks must not differ by as much.
 * @param work is given what throws once its own claim may be void: it must then change nothing more.
 * @throws LogError where it is the turn of others for five minutes, or the signal is aborted.
 */
export async function inTurn<T>(
  parts: Parts,
  id: string,
  work: (mine: () => void) => Promise<T>,
): Promise<T> {
  await claimAlone(parts, id);
  let claimedAt = performance.now();
  const renew = async (): Promise<void> => {
    await claim(parts, id);
    claimedAt = performance.now();
  };
  const mine = (): void => {
    if (performance.now() - claimedAt < VOID_MS / 2) return;
    throw new LogError('its turn to change the log has run out', { retry: true });
  };
  const renewing = setInterval(() => void renew().catch(() => undefined), RENEW_MS);
  try {
    return await work(mine);
  } finally {
    clearInterval(renewing);
    await release(parts, id).catch(() => undefined);
  }
}

async function claimAlone(parts: Parts, id: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    await claim(parts, id);
    if (!(await othersClaim(parts, id))) return;
    await release(parts, id);
    if (parts.signal.aborted || performance.now() > until) {
      throw new LogError('others are being forgotten at the moment', { retry: true });
    }
    await sleep(LOOK_MS * Math.random());
  }
}

async function othersClaim({ log, now }: Parts, id: string): Promise<boolean> {
  const claims = [...(await log.latestByKey(PRIVACY_TOPIC))].filter(
    ([key]) => key.startsWith(CLAIM) && key !== CLAIM + id,
  );
  return claims.some(([, at]) => Math.abs(now() - Number(at)) < VOID_MS);
}

function claim({ log, now }: Parts, id: string): Promise<void> {
  return log.append(PRIVACY_TOPIC, [{ key: CLAIM + id, value: String(now()) }]);
}

function release({ log }: Parts, id: string): Promise<void> {
  return log.append(PRIVACY_TOPIC, [{ key: CLAIM + id, value: null }]);
}
