import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnce } from '../write-once.ts';

const FILE = 'customer.key';
const KEY = /^[0-9a-f]{64}$/;
const LIMIT = 50_000;

/**
 * Opens the function that turns a customer's id into a pseudonymous key (32 hex characters of an
 * HMAC-SHA256). Its secret is `customer.key` in the data folder, created once, readable by its
 * owner only. Without that file the keys can't be linked to customers any more.
 */
export async function openCustomerKey(dataDir: string): Promise<(id: string) => string> {
  const secret = createSecretKey(await readOrCreate(join(dataDir, FILE)), 'hex');
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

async function readOrCreate(path: string): Promise<string> {
  const present = await readKey(path);
  if (present !== undefined) return present;
  await writeOnce(path, randomBytes(32).toString('hex'));
  return (await readKey(path)) ?? '';
}

async function readKey(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined || KEY.test(text.trim())) return text?.trim();
  throw new Error(`${path} is no customer key: restore it from a backup (64 hex digits)`);
}
