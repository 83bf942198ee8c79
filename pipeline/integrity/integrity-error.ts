import { DAMAGE_FIX, damageText, type Damage } from '../../schemas/damage.ts';
import type { IdentityFault } from './identities.ts';

/** A fault, and which of the two is foreign where the folder tells it. */
export type IntegrityFault = IdentityFault | 'log-foreign' | 'store-foreign';

const TEXTS: Readonly<Record<IntegrityFault, string>> = {
  'store-lost':
    'the store is not the one that the log belongs to: its files are gone or were replaced. Fix: put the store back, or run goalstream repair, which builds it again from the log and the sources',
  'log-lost':
    'the log is not the one that the store belongs to: its file is gone or was replaced. Fix: put the log back, or run goalstream repair, which restores what was agreed and reads the sources again',
  'log-torn':
    'the log lacks records that it had acknowledged: the end of its file is gone, or it is an older copy. Fix: put the newest log.db and log.db-wal back, or run goalstream repair, which restores what was agreed and reads the sources again',
  'log-foreign':
    'the log comes from another data folder: all else that is there belongs together, and not to it. Fix: put the own log.db and log.db-wal back; or move log.db, log.db-wal and log.db-shm out of the folder, then goalstream repair restores what was agreed and reads the sources again',
  'store-foreign':
    'the store comes from another data folder: all else that is there belongs together, and not to it. Fix: put the own folder store back; or move the folder store out of the way, then goalstream repair builds it again from the log and the sources',
  mixed:
    'the log and the store come from different data folders. Fix: put the two that belong together back; or move the one that is foreign out of the way, then goalstream repair builds it again',
};

/** Log and store do not belong together: no figure can be trusted. */
export class IntegrityError extends Error {
  readonly fault: IntegrityFault;

  constructor(fault: IntegrityFault, where: string) {
    super(`${where}: ${TEXTS[fault]}. Until then no figure is shown and nothing is pulled.`);
    this.name = 'IntegrityError';
    this.fault = fault;
  }
}

/** What was asked for stands on facts that the store has lost. */
export class DamageError extends Error {
  /** What to do about it. */
  readonly mend: string;

  constructor(damage: Damage | string, mend: string = DAMAGE_FIX) {
    super(typeof damage === 'string' ? damage : damageText(damage));
    this.name = 'DamageError';
    this.mend = mend;
  }
}

/** The files of the store can't be opened, or a table is not there. */
export class UnreadableStoreError extends Error {
  constructor(where: string, cause: Error) {
    super(
      `${where}: the store can't be read. Fix: put its folder back from a backup, or run goalstream repair, which puts it aside and builds it again (${cause.message})`,
      { cause },
    );
    this.name = 'UnreadableStoreError';
  }
}
