import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './app/start-errors.ts';
import { systemReason } from './system-error.ts';

/** What others than the owner may do with a file or folder. */
const OTHERS = 0o077;
const ROOT = 0;

/** What is in a data folder by now, by how its names begin; also what was put aside. */
const OWN = /^(instance|log|vault|customer|secrets|snapshots|store)(\.|$)|^goalstream\.log/;
/** What may lie in any folder and says nothing of whose it is. */
const ANYWHERE = /^\.|^lost\+found$|^sample$/;

/** Who asks: the user's id, undefined where the system has none (Windows). */
type User = number | undefined;

/**
 * Makes the data folder where it is missing, and closes it to everybody else: the folder 0700, and
 * what goalstream made in it 0600 or 0700, also under a looser mask. Costs a look at the folder's
 * own entries; where the folder itself stood open, at all that is below them.
 * @throws StartError where it is no folder, belongs to somebody else, stands open and holds other
 * things too, or can't be made or closed.
 */
export function secureDataFolder(dir: string, user: User = process.getuid?.()): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(dir, error);
  }
  if (user === undefined) return;
  try {
    const found = statSync(dir);
    const names = readdirSync(dir);
    const others = names.filter((name) => !OWN.test(name) && !ANYWHERE.test(name));
    if ((found.mode & OTHERS) !== 0 && others.length > 0) throw shared(dir, others);
    const wasOpen = tighten(dir, found, user, dir);
    for (const name of names) {
      if (OWN.test(name)) tightenBelow(join(dir, name), wasOpen, user, dir);
    }
  } catch (error) {
    throw error instanceof StartError ? error : unusable(dir, error);
  }
}

/** The same for a folder that may be missing: it is not made. */
export function secureKnownDataFolder(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false }) !== undefined) secureDataFolder(dir);
}

function tightenBelow(path: string, deep: boolean, user: number, dir: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  // What a link leads to is not ours to change; a file of SQLite may be gone by now.
  if (found === undefined || found.isSymbolicLink()) return;
  const wasOpen = tighten(path, found, user, dir);
  if (!found.isDirectory() || !(deep || wasOpen)) return;
  for (const name of readdirSync(path)) tightenBelow(join(path, name), true, user, dir);
}

/** @returns whether it stood open to others. */
function tighten(path: string, { mode, uid }: Stats, user: number, dir: string): boolean {
  if (uid !== user && user !== ROOT) throw ofSomebodyElse(path, uid, user, dir);
  if ((mode & OTHERS) === 0) return false;
  chmodSync(path, mode & 0o700);
  const now = lstatSync(path, { throwIfNoEntry: false });
  if (now !== undefined && !now.isSymbolicLink() && (now.mode & OTHERS) !== 0) {
    throw new StartError(
      `${path} stays open to other users of this machine: its file system keeps no permissions. Mend: write a folder on another disk as \`data\`.`,
    );
  }
  return true;
}

/** Closing it would close what others use: a project, a home, a folder of the system. */
function shared(dir: string, others: readonly string[]): StartError {
  const some = others.slice(0, 3).join(', ');
  return new StartError(
    `the data folder ${dir} stands open to other users of this machine, and holds other things too (${some}), so goalstream does not close it. Mend: write a folder of its own as \`data\` and move what goalstream keeps there (log.db, store, snapshots and the like); or close it yourself: chmod 700 ${dir}.`,
  );
}

function ofSomebodyElse(path: string, uid: number, user: number, dir: string): StartError {
  const what = path === dir ? `the data folder ${dir}` : `${path} in the data folder`;
  return new StartError(
    `${what} belongs to user ${uid}, and goalstream runs as user ${user}: whoever owns it could read its secrets and change its figures. Mend: run goalstream as user ${uid}, or give it over (chown -R ${user} ${dir}), or write another folder as \`data\`.`,
  );
}

const IS_FILE = { reason: 'it is a file, not a folder', mend: 'move the file away' };

function unusable(dir: string, error: unknown): StartError {
  const { reason, mend } = isFile(dir) ? IS_FILE : systemReason(error);
  return new StartError(
    `the data folder ${dir} can't be used: ${reason}. Mend: ${mend}, or write another folder as \`data\`.`,
    { cause: error },
  );
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
