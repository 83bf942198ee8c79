import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError, type Vault } from '../../connectors/connector.ts';
import { secureKnownDataFolder } from '../data-folder.ts';
import { writeOnce } from '../write-once.ts';

/** Set, it is what the vault's key is derived from, and no key file is made. */
export const VAULT_KEY_VARIABLE = 'GOALSTREAM_VAULT_KEY';

const KEY_FILE = 'vault.key';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Who holds a name says so again well before the lease ends; a process that died loses it then. */
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const LOOK_EVERY_MS = 50;

const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS secrets (
    connection TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (connection, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS leases (
    connection TEXT NOT NULL, name TEXT NOT NULL, holder TEXT NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (connection, name)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * The vault of one connection: `vault.db` in the data folder, each value encrypted (AES-256-GCM)
 * under its connection and name. Its key comes from GOALSTREAM_VAULT_KEY, or from `vault.key`,
 * made once and readable by its owner only. Nothing is opened before it is used.
 */
export function openVault(dataDir: string, connection: string): Vault {
  secureKnownDataFolder(dataDir);
  return {
    async read(name) {
      const key = await keyOf(dataDir);
      const row = await within(dataDir, (db) =>
        db
          .prepare('SELECT value FROM secrets WHERE connection = ? AND name = ?')
          .get(connection, name),
      );
      const value = row?.['value'];
      return value instanceof Uint8Array ? decrypt(key, value, `${connection}/${name}`) : undefined;
    },
    async write(name, value) {
      const key = await keyOf(dataDir);
      await within(dataDir, (db) => {
        if (value === undefined) {
          db.prepare('DELETE FROM secrets WHERE connection = ? AND name = ?').run(connection, name);
          return;
        }
        db.prepare('INSERT OR REPLACE INTO secrets VALUES (?, ?, ?)').run(
          connection,
          name,
          encrypt(key, value, `${connection}/${name}`),
        );
      });
    },
    exclusively: (name, work) => whileHeld(dataDir, connection, name, work),
  };
}

/** Removes all that a connection has in its vault. */
export async function emptyVault(dataDir: string, connection: string): Promise<void> {
  await within(dataDir, (db) =>
    db.prepare('DELETE FROM secrets WHERE connection = ?').run(connection),
  );
}

async function whileHeld<T>(
  dataDir: string,
  connection: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const holder = randomUUID();
  const take = (): Promise<boolean> =>
    within(dataDir, (db) => {
      const now = Date.now();
      const taken = db
        .prepare(
          `INSERT INTO leases VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
           SET holder = excluded.holder, until = excluded.until
           WHERE holder = excluded.holder OR until < ?`,
        )
        .run(connection, name, holder, now + LEASE_MS, now);
      return taken.changes === 1;
    });
  while (!(await take())) await sleep(LOOK_EVERY_MS);
  const renewal = setInterval(() => void take().catch(() => undefined), RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await within(dataDir, (db) => db.prepare('DELETE FROM leases WHERE holder = ?').run(holder));
  }
}

async function within<T>(dataDir: string, work: (db: DatabaseSync) => T): Promise<T> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'vault.db');
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 5_000 });
    db.exec(SCHEMA);
    return work(db);
  } catch (error) {
    throw isSqlite(error) ? vaultTrouble(path, error) : error;
  } finally {
    db?.close();
  }
}

type SqliteError = Error & { readonly errcode: number };

function isSqlite(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

/** SQLite's codes of a file that is not what it wrote: CORRUPT, NOTADB. */
const DAMAGED = new Set([11, 26]);

function vaultTrouble(path: string, error: SqliteError): SourceError {
  const damaged = DAMAGED.has(error.errcode % 256);
  const what = `${path}, which keeps the tokens that sources renew,`;
  return new SourceError(
    damaged ? `${what} is damaged` : `${what} can't be used: ${error.message}`,
    {
      retry: !damaged,
      mend: damaged
        ? 'Restore vault.db from a backup; or delete it (and vault.db-wal and vault.db-shm) and authorise the connections again: no figures are lost.'
        : 'Check that the data folder is writable and its disk has room; the next sync tries again.',
      cause: error,
    },
  );
}

async function keyOf(dataDir: string): Promise<Uint8Array> {
  const given = process.env[VAULT_KEY_VARIABLE];
  const secret = given === undefined || given === '' ? await keyFile(dataDir) : given;
  return new Uint8Array(hkdfSync('sha256', secret, '', 'goalstream vault', 32));
}

const KEY = /^[0-9a-f]{64}$/;

/** A key that is lost or damaged while it has secrets is never made again in silence. */
async function keyFile(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, KEY_FILE);
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (known !== undefined && KEY.test(known)) return known;
  if (known !== undefined || (await hasSecrets(dataDir))) {
    throw new Error(
      `${path}, the key of the vault, is ${known === undefined ? 'gone' : 'damaged'}. Mend: restore it from a backup, or remove it and vault.db and authorise the connections again`,
    );
  }
  await writeOnce(path, randomBytes(32).toString('hex'));
  return readFile(path, 'utf8');
}

async function hasSecrets(dataDir: string): Promise<boolean> {
  if (!existsSync(join(dataDir, 'vault.db'))) return false;
  return within(dataDir, (db) => db.prepare('SELECT 1 FROM secrets LIMIT 1').get() !== undefined);
}

function encrypt(key: Uint8Array, value: string, place: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, place: string): string {
  const bytes = Buffer.from(sealed);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place)).setAuthTag(tag);
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch (error) {
    throw new Error(
      `the secret ${place} can't be read with this key. Mend: give back ${VAULT_KEY_VARIABLE} or vault.key, or authorise the connection again after removing vault.db`,
      { cause: error },
    );
  }
}
