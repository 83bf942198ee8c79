import type { SetReading } from './set-reading.ts';
import type { Claim, Claimed } from './snapshot-index.ts';
import type { statements } from './snapshot-statements.ts';

interface Entry {
  readonly scope: number;
  readonly generation: number;
  readonly position: number;
  readonly copies: number;
  readonly version: number;
  readonly hash: string;
  readonly batch: number;
  readonly staged: number;
  readonly was: string;
}

/** The scope of what was deleted; no snapshot has it. */
export const BURIED = '';

/** What claims need of the stream of the index they are made in. */
interface ClaimParts {
  readonly sql: ReturnType<typeof statements>;
  /** The stream's number. */
  readonly own: number;
  readonly scopeOf: (name: string) => number;
  /** The batch under way. */
  readonly batch: () => number;
}

/** How records of sets become entries of the index: by `claim`, and by `keep` where they can't be read. */
export function openClaims({ sql, own, scopeOf, batch: batchNow }: ClaimParts) {
  const entry = (id: string) => sql.entry.get(own, id) as Entry | undefined;

  /** Which of id, "<id>#2", "<id>#3"… a record is: the one it had before, or the next free one. */
  const nameOf = (set: SetReading, id: string, base: Entry, position: number): string => {
    if (!set.metHere(base, position)) return id;
    let number = 2;
    if (base.copies > 1) {
      const last = entry(`${id}#${base.copies}`);
      if (last && set.metHere(last, position)) number = base.copies + 1;
    }
    for (; ; number++) {
      const other = entry(`${id}#${number}`);
      if (other === undefined || !set.metHere(other, position)) return `${id}#${number}`;
    }
  };
  const isBuried = ({ scope }: Entry): boolean => scope === scopeOf(BURIED);
  const copiesOf = (set: SetReading, old: Entry | undefined): number =>
    old?.generation === set.snapshot.generation ? old.copies : 1;

  let expectNew = true;
  const claim = (set: SetReading, { id, position, hash }: Claim): Claimed | undefined => {
    const { scope } = set;
    const { generation } = set.snapshot;
    const waits = set.spool !== undefined;
    // New ids come in rows: after one, the next is added without looking for it first.
    if (expectNew) {
      const batch = waits ? 0 : batchNow();
      const staged = waits ? 2 : 0;
      const { changes } = sql.add.run(
        own,
        id,
        scope,
        generation,
        position,
        1,
        generation,
        hash,
        batch,
        staged,
        '',
      );
      if (changes === 1) {
        set.fresh++;
        return { id, version: generation };
      }
    }
    const base = entry(id);
    expectNew = base === undefined;
    const stored = base === undefined ? id : nameOf(set, id, base, position);
    const old = stored === id ? base : entry(stored);
    const known = old?.hash === hash;
    const version = known ? old.version : Math.max(generation, (old?.version ?? -1) + 1);
    const isNew = old === undefined || isBuried(old);
    if (isNew) set.fresh++;
    else if (set.metBefore(old)) noteOverlap(set, stored, known);
    const { batch, staged, was } = waits
      ? waiting(isNew ? undefined : old, known)
      : { batch: batchNow(), staged: 0, was: '' };
    const copies = copiesOf(set, old);
    sql.upsert.run(
      own,
      stored,
      scope,
      generation,
      position,
      copies,
      version,
      hash,
      batch,
      staged,
      was,
    );
    if (stored !== id && base) sql.copies.run(numberOf(id, stored), own, id);
    return known ? undefined : { id: stored, version };
  };

  const keep = (set: SetReading, { id, position }: Pick<Claim, 'id' | 'position'>): void => {
    const base = entry(id);
    const stored = base === undefined ? id : nameOf(set, id, base, position);
    const old = stored === id ? base : entry(stored);
    const { generation } = set.snapshot;
    if (old === undefined) {
      // It has no fact; its name is taken all the same, so that others keep theirs when it is read.
      sql.add.run(own, stored, scopeOf(BURIED), generation, position, 1, 0, '', 0, 0, '');
    } else {
      const scope = isBuried(old) ? old.scope : set.scope;
      sql.touch.run(scope, generation, position, copiesOf(set, old), own, stored);
    }
    if (stored !== id) sql.copies.run(numberOf(id, stored), own, id);
  };

  return { claim, keep };
}

/** How an entry that waits for its set stands: what the log has of it is kept beside. */
function waiting(old: Entry | undefined, known: boolean): Pick<Entry, 'batch' | 'staged' | 'was'> {
  if (old === undefined) return { batch: 0, staged: 2, was: '' };
  const { batch, staged, was, hash } = old;
  return staged > 0 || known ? { batch, staged, was } : { batch, staged: 1, was: hash };
}

function noteOverlap(set: SetReading, id: string, same: boolean): void {
  if (same) set.same++;
  else {
    set.different++;
    set.example ??= id;
  }
}

function numberOf(id: string, copy: string): number {
  return Number(copy.slice(id.length + 1));
}
