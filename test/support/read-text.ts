import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckFinding, Reject } from '../../connectors/connector.ts';
import { csv } from '../../connectors/csv/csv.ts';
import { memoryVault } from './memory-vault.ts';

type Content = Readonly<Record<string, unknown>>;

/** What files gave. */
export interface ReadText {
  readonly facts: readonly Content[];
  readonly rejects: readonly Reject[];
  /** "place: reason" of each record that could not be read. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** Files by their names, or the content of one that is called s.csv. */
type Files = string | Uint8Array | Readonly<Record<string, string | Uint8Array>>;

/**
 * Reads files with the CSV connector for a shop in Copenhagen that counts in DKK. The default is
 * sales with the columns id, t, q, p and prod, the id being the order's number too.
 * @throws SourceError
 */
export async function readText(files: Files, more: Content = {}): Promise<ReadText> {
  return withFiles(files, more, async (config, context) => {
    const facts: Content[] = [];
    const rejects: Reject[] = [];
    const warnings: string[] = [];
    const stream = { name: config.fact, fact: config.fact };
    for await (const page of csv.read(config, stream, undefined, context)) {
      facts.push(...page.records.map(({ fact }) => fact as unknown as Content));
      rejects.push(...page.rejects);
      warnings.push(...(page.warnings ?? []));
    }
    const reasons = rejects.map(({ place, reason }) => `${place}: ${reason}`);
    return { facts, rejects, reasons, warnings };
  });
}

/** What `goalstream check` finds in files. */
export function checkText(files: Files, more: Content = {}): Promise<readonly CheckFinding[]> {
  return withFiles(files, more, (config, context) => csv.check(config, context));
}

/** Columns of sales, as `readText` maps them where nothing else is said. */
export const COLUMNS = {
  id: 'id',
  occurredAt: 't',
  orderId: 'id',
  quantity: 'q',
  unitPrice: 'p',
  product: 'prod',
};

type Given = Parameters<typeof csv.check>;

async function withFiles<T>(
  files: Files,
  more: Content,
  work: (...given: Given) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'goalstream-text-'));
  try {
    const named = typeof files === 'string' || files instanceof Uint8Array;
    const all = named ? { 's.csv': files } : files;
    for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
    const names = Object.keys(all);
    const path = names.length === 1 ? names[0] : '*.*';
    const config = csv.config.parse({ path, fact: 'sale', columns: COLUMNS, ...more });
    return await work(config, {
      connection: 'shop',
      timezone: 'Europe/Copenhagen',
      currency: 'DKK',
      baseDir: folder,
      now: () => Date.UTC(2026, 10, 30),
      signal: new AbortController().signal,
      customerKey: (id) => `key-${id}`,
      vault: memoryVault(),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
