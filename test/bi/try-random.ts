import fc from 'fast-check';
import { existsSync, rmSync } from 'node:fs';
import { expect } from 'vitest';
import type { Asking } from './asking.ts';
import { statements } from './random-statements.ts';

export interface Trial {
  readonly runs: number;
  /** What must not come out. */
  readonly canary: string;
  /** The file that must not come to be. */
  readonly out: string;
}

/**
 * Sends random statements to the BI port, and to the product's own door, which judges nothing. Gives how
 * many of them were dangerous, and how many the port answered.
 * @param filled puts the names of files and databases into a statement.
 */
export async function tryRandom(
  asking: Asking,
  filled: (text: string) => string,
  { runs, canary, out }: Trial,
): Promise<{ dangerous: number; answered: number }> {
  const seen = { dangerous: 0, answered: 0 };
  await fc.assert(
    fc.asyncProperty(statements, async (statement) => {
      const sql = filled(statement);
      const [status, text] = await asking.bi(sql);
      expect(text).not.toContain(canary);
      expect(existsSync(out)).toBe(false);
      seen.answered += status === 200 ? 1 : 0;
      const unjudged = await asking.admin(sql);
      seen.dangerous += unjudged.includes(canary) || existsSync(out) ? 1 : 0;
      rmSync(out, { force: true });
    }),
    { numRuns: runs },
  );
  return seen;
}
