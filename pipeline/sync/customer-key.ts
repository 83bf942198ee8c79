import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SourceError } from '../../connectors/connector.ts';
import { otherIdentity, readRecorded, record } from '../integrity/recorded.ts';
import type { Log } from '../log/log.ts';
import { writeOnce } from '../write-once.ts';

const FILE = 'customer.key';
const KEY = /^[0-9a-f]{64}$/;
const LIMIT = 50_000;
/** The name under which the log keeps the key's fingerprint. */
const COMPONENT = 'customer-key';
const WAY_OUT =
  'restore customer.key from a backup; or run goalstream repair --new-customer-key, which gives every customer a new key and reads the sources again';

type LogPart = Pick<Log, 'append' | 'latestByKey'>;

/** The key of customers' pseudonyms is lost, damaged or another: new facts would not be linked to old ones. */
export class CustomerKeyError extends SourceError {
  constructor(what: string) {
    super(what, { retry: false, mend: WAY_OUT });
    this.name = 'CustomerKeyError';
  }
}

/**
 * Opens the function that turns a customer's id into a pseudonymous key (32 hex characters of an
 * HMAC-SHA256). Its secret is `customer.key` in the data folder, created once, readable by its
 * owner only; the log keeps a fingerprint of it. Where the file is lost, damaged or another, the
 * function throws CustomerKeyError, so that streams without customers go on.
 */
export async function openCustomerKey(
  dataDir: string,
  log: LogPart,
): Promise<(id: string) => string> {
  const opened = await openKey(join(dataDir, FILE), log);
  if (opened instanceof CustomerKeyError) {
    return () => {
      throw opened;
    };
  }
  const secret = createSecretKey(opened, 'hex');
  const known = new Map<string, string>();
  return (id) => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const key = createHmac('sha256', secret).update(id).digest('hex').slice(0, 32);
    if (known.size >= LIMIT) known.clear();
    known.set(id, key);
    return key;
  };
}

/**
 * Whether the key is the one that customers were named with; changes nothing.
 * @returns undefined where there is no key that can be read, or the log knows none.
 */
export async function customerKeyFits(
  dataDir: string,
  log: Pick<Log, 'latestByKey'>,
): Promise<boolean | undefined> {
  const known = (await readRecorded(log)).get(`identity/${COMPONENT}`);
  const key = await readKey(join(dataDir, FILE));
  if (known === undefined || key === undefined || !KEY.test(key)) return undefined;
  return fingerprintOf(key) === known;
}

/** What keeps customers from being named as before; changes nothing. */
export async function customerKeyFault(
  dataDir: string,
  log: Pick<Log, 'latestByKey'>,
): Promise<CustomerKeyError | undefined> {
  const path = join(dataDir, FILE);
  const key = await readKey(path);
  const known = (await readRecorded(log)).get(`identity/${COMPONENT}`);
  return known === undefined ? undefined : keyFault(path, key, known);
}

/**
 * Makes a new key, whatever there was, and keeps its fingerprint. The old file stays beside it as
 * `customer.key.old-<time>`. Facts with customers must be read again afterwards.
 * @param now ms since the epoch.
 */
export async function renewCustomerKey(dataDir: string, log: LogPart, now: number): Promise<void> {
  const path = join(dataDir, FILE);
  await rename(path, `${path}.old-${now}`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await writeOnce(path, randomBytes(32).toString('hex'));
  const key = (await readKey(path)) ?? '';
  await record(log, { [`identity/${COMPONENT}`]: fingerprintOf(key) });
}

async function openKey(path: string, log: LogPart): Promise<string | CustomerKeyError> {
  const present = await readKey(path);
  if (present === undefined) {
    const fault = await customerKeyFault(dirname(path), log);
    if (fault !== undefined) return fault;
    await writeOnce(path, randomBytes(32).toString('hex'));
  }
  const key = present ?? (await readKey(path)) ?? '';
  if (!KEY.test(key)) return damaged(path);
  const other = await otherIdentity(log, COMPONENT, fingerprintOf(key));
  return other === undefined ? key : (keyFault(path, key, other) ?? key);
}

function keyFault(path: string, key: string | undefined, known: string) {
  if (key === undefined)
    return new CustomerKeyError(`${path}, the key of customers' pseudonyms, is gone`);
  if (!KEY.test(key)) return damaged(path);
  if (fingerprintOf(key) === known) return undefined;
  return new CustomerKeyError(
    `${path} is not the key that the customers of this data were named with`,
  );
}

function damaged(path: string): CustomerKeyError {
  return new CustomerKeyError(`${path}, the key of customers' pseudonyms, is damaged`);
}

/** One way: the key can't be found from it. */
function fingerprintOf(key: string): string {
  return createHash('sha256').update(`goalstream customer key ${key}`).digest('hex').slice(0, 16);
}

async function readKey(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text?.trim();
}
