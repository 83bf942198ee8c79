import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key that a project's facts carry for a customer of its shop. */
export function keyIn(folder: string, customer: string): string {
  const hex = readFileSync(join(folder, '.goalstream', 'customer.key'), 'utf8');
  const secret = Buffer.from(hex, 'hex');
  return createHmac('sha256', secret).update(customer).digest('hex').slice(0, 32);
}

/** The files of a project's data folder that have the text. */
export function tracesIn(folder: string, text: string): string[] {
  const wanted = Buffer.from(text);
  const entries = readdirSync(join(folder, '.goalstream'), {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(wanted));
}
