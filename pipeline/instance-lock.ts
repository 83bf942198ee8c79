import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { StartError } from './app/start-errors.ts';
import { secureDataFolder } from './data-folder.ts';

const InstanceInfo = z.looseObject({
  pid: z.number(),
  /** ms since the epoch */
  startedAt: z.number(),
  apiUrl: z.string().optional(),
  storeUrl: z.string().optional(),
});

/** What the process that holds a data folder says about itself. May hold secrets: mode 0600. */
export type InstanceInfo = z.infer<typeof InstanceInfo>;

export interface DataDirLock {
  /** Writes `instance.json`; what was published before is replaced. */
  publish(details: Readonly<Record<string, unknown>>): void;
  /** Removes `instance.json` and frees the folder. */
  release(): void;
}

/** Another process works on the data folder. */
export class DataDirBusyError extends StartError {
  constructor(dir: string, holder: InstanceInfo | undefined) {
    const who = holder ? `process ${holder.pid}` : 'another process';
    super(`the data folder ${dir} is in use by ${who}: stop it, or use another folder`);
    this.name = 'DataDirBusyError';
  }
}

/** A moment's probe by readInstance must not look like a holder. */
const PATIENCE_MS = 300;

/**
 * Takes the data folder for this process, creating it when missing and closing it to other users.
 * The lock is the operating system's (an exclusive SQLite transaction), so it ends with the process,
 * however it ends.
 * @throws DataDirBusyError where another process, or this one, holds it.
 * @throws StartError where the folder or its lock can't be used.
 */
export function lockDataDir(dir: string): DataDirLock {
  secureDataFolder(dir);
  const db = openLock(dir, false);
  try {
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    if (isBusy(error)) throw new DataDirBusyError(dir, readInfo(dir));
    throw unusable(dir, error);
  }
  rmSync(infoPath(dir), { force: true, recursive: true });
  const startedAt = Date.now();
  return {
    publish: (details) => writeInfo(dir, { ...details, pid: process.pid, startedAt }),
    release: () => {
      if (!db.isOpen) return;
      rmSync(infoPath(dir), { force: true, recursive: true });
      db.close();
    },
  };
}

/** What the holder of the folder has published; undefined where nobody holds it. */
export function readInstance(dir: string): InstanceInfo | undefined {
  return isLocked(dir) ? readInfo(dir) : undefined;
}

function isLocked(dir: string): boolean {
  if (!existsSync(lockPath(dir))) return false;
  const db = openLock(dir, true);
  try {
    db.prepare('select count(*) from sqlite_master').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw unusable(dir, error);
  } finally {
    db.close();
  }
}

function openLock(dir: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(lockPath(dir), { readOnly, timeout: readOnly ? 0 : PATIENCE_MS });
  } catch (error) {
    throw unusable(dir, error);
  }
}

/** The lock holds nothing: it may be thrown away while nothing runs. */
function unusable(dir: string, error: unknown): StartError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StartError(
    `${lockPath(dir)}, which says who works on the data folder, can't be used: ${reason}. Mend: check that the folder is writable and the disk has room; else stop what runs on it, delete that file and start again.`,
    { cause: error },
  );
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === 5;
}

function writeInfo(dir: string, info: InstanceInfo): void {
  const draft = `${infoPath(dir)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(info, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, infoPath(dir));
}

function readInfo(dir: string): InstanceInfo | undefined {
  try {
    return InstanceInfo.parse(JSON.parse(readFileSync(infoPath(dir), 'utf8')));
  } catch {
    return undefined;
  }
}

function lockPath(dir: string): string {
  return join(dir, 'instance.lock');
}

function infoPath(dir: string): string {
  return join(dir, 'instance.json');
}
