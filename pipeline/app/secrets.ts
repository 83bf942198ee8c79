import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { secureDataFolder } from '../data-folder.ts';
import { ConfigError } from '../config/problem.ts';
import { jsonOf } from '../log/json-value.ts';
import { learnSecrets } from '../redaction.ts';
import { systemReason } from '../system-error.ts';
import { writeOnce } from '../write-once.ts';
import { StartError } from './start-errors.ts';

const secretsSchema = z.object({
  /** The store's own user in the embedded engine. */
  admin: z.string(),
  /** The read-only user of BI tools in the embedded engine. */
  bi: z.string(),
  /** What the command line shows to a running instance. */
  token: z.string(),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** The data folder's own passwords: made at random once, readable by their owner only. */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  secureDataFolder(dataDir);
  const path = join(dataDir, 'secrets.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    const { reason, mend } = systemReason(error);
    throw new StartError(
      `${path}, the passwords of this data folder, can't be read: ${reason}. Mend: ${mend}.`,
      {
        cause: error,
      },
    );
  });
  if (text !== undefined) return parsed(path, text);
  const secret = (): string => randomBytes(24).toString('base64url');
  const secrets = { admin: secret(), bi: secret(), token: secret() };
  await writeOnce(path, JSON.stringify(secrets));
  return parsed(path, await readFile(path, 'utf8'));
}

/** Nothing is kept under these passwords: a damaged file may be thrown away. */
function parsed(path: string, text: string): Secrets {
  const found = secretsSchema.safeParse(jsonOf(text));
  if (found.success) {
    // The password of BI tools is shown on purpose.
    learnSecrets([found.data.admin, found.data.token]);
    return found.data;
  }
  throw new ConfigError([
    {
      file: path,
      path: '',
      message: 'is damaged: it holds the passwords of this data folder',
      mend: 'delete it, and stop what runs on this data folder; the next start makes new ones, and BI tools need the new password',
    },
  ]);
}
