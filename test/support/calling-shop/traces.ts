import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key that a project's facts carry for a customer of its shop. */
export function keyIn(folder: string, customer: string): string {
  const hex = readFileSync(join(folder, '.goalstream', 'customer.key'), 'utf8');
  const secret = Buffer.from(hex, 'hex');
  return createHmac('sha256', secret).update(customer).digest('hex').slice(0, 32);
}

/**
 * The files of a project's data folder that have the text. The engine moves rows from file to file
 * while it merges them: where a file goes meanwhile, all are read again.
 */
export function tracesIn(folder: string, text: string): string[] {
  const wanted = Buffer.from(text);
  for (;;) {
    try {
      return filesIn(join(folder, '.goalstream')).filter((path) =>
        readFileSync(path).includes(wanted),
      );
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
