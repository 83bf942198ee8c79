import { createHash } from 'node:crypto';
import { z } from 'zod';
import { rateSchema } from '../../schemas/facts.ts';
import {
  SourceError,
  type CheckFinding,
  type Connector,
  type Cursor,
  type Page,
  type ReadContext,
  type Reject,
  type SourceRecord,
} from '../connector.ts';
import { shownUrl } from '../http/config.ts';
import { startOfDay } from '../local-day.ts';
import { fxConfigSchema, type FxConfig } from './config.ts';
import { readDocument } from './document.ts';
import { fetchDocument } from './fetch-document.ts';
import type { PublishedDay, RateEntry } from './published.ts';

const cursorSchema = z.object({
  /** SHA-256 of the document and what its facts depend on besides. */
  content: z.string(),
  generation: z.int(),
  /** Days of the document that are read, from the oldest. */
  days: z.int().min(0),
});
type State = z.infer<typeof cursorSchema>;

/** The ECB's euro foreign exchange reference rates. Each day of the document is a whole set. */
export const fx: Connector<FxConfig> = {
  name: 'fx',
  title: 'Reference rates of the European Central Bank, from a file or its address',
  config: fxConfigSchema,
  streams: () => [{ name: 'rates', fact: 'rate' }],
  check,
  read: (config, _stream, cursor, context) => read(config, cursor, context),
};

async function* read(
  config: FxConfig,
  cursor: Cursor | undefined,
  context: ReadContext,
): AsyncGenerator<Page> {
  const text = await fetchDocument(config, context);
  const name = nameOf(config);
  const days = readDocument(text, name, config.url !== undefined);
  const before = cursorSchema.safeParse(cursor).data;
  const content = hashOf(text, config, context);
  let state: State = before ?? { content: '', generation: -1, days: 0 };
  if (state.content !== content) {
    const generation = Math.max(state.generation + 1, context.now());
    state = { content, generation, days: 0 };
    yield { records: [], rejects: [], cursor: state, barrier: true };
  }
  for (const published of days.slice(state.days)) {
    state = { ...state, days: state.days + 1 };
    const snapshot = { scope: published.day, generation: state.generation, last: true };
    const progress = { done: state.days, total: days.length, unit: 'days' as const };
    yield { ...recordsOf(published, config, name, context), cursor: state, snapshot, progress };
  }
}

/** For people: an address without what may be secret in it. */
function nameOf({ file, url }: FxConfig): string {
  return file ?? shownUrl(url ?? '');
}

function hashOf(text: string, { currencies }: FxConfig, { timezone }: ReadContext): string {
  const hash = createHash('sha256').update(JSON.stringify([currencies ?? null, timezone]));
  return hash.update(text).digest('hex');
}

function recordsOf(
  { day, rates }: PublishedDay,
  { currencies }: FxConfig,
  name: string,
  { timezone }: ReadContext,
): { records: SourceRecord[]; rejects: Reject[] } {
  const occurredAt = startOfDay(day, timezone);
  const records: SourceRecord[] = [];
  const rejects: Reject[] = [];
  for (const entry of rates) {
    const { currency, rate, line } = entry;
    if (currencies?.includes(currency) === false) continue;
    const place = `${name}:${line}`;
    const wrong = mistakeIn(entry);
    if (wrong !== undefined) {
      rejects.push({
        id: `${day}/${currency}`,
        reason: wrong,
        place: `${place} ${currency}`,
        raw: `${day} ${currency} ${rate}`.slice(0, 1_000),
      });
      continue;
    }
    const fact = {
      id: `${day}/${currency}`,
      occurredAt,
      day,
      currency,
      base: 'EUR' as const,
      rate,
    };
    records.push({ fact, place });
  }
  return { records, rejects };
}

const { currency: currencySchema, rate: rateText } = rateSchema.shape;

function mistakeIn({ currency, rate }: RateEntry): string | undefined {
  const results = [currencySchema.safeParse(currency), rateText.safeParse(rate)];
  const issue = results.flatMap(({ error }) => error?.issues ?? [])[0];
  return issue === undefined ? undefined : `${currency} ${rate}: ${issue.message}`;
}

async function check(config: FxConfig, context: ReadContext): Promise<readonly CheckFinding[]> {
  try {
    const days = readDocument(
      await fetchDocument(config, context),
      nameOf(config),
      config.url !== undefined,
    );
    const newest = days.at(-1);
    const published = new Set(newest?.rates.map(({ currency }) => currency));
    const absent = (config.currencies ?? []).filter(
      (name) => name !== 'EUR' && !published.has(name),
    );
    const found = `${days.length} days of rates, the newest of ${newest?.day}`;
    return absent.length === 0
      ? [{ level: 'ok', message: found }]
      : [
          {
            level: 'error',
            message: `${found}, has no ${absent.join(', ')}`,
            mend: `Correct \`currencies\`; published are ${[...published].filter((name) => /^[A-Z]{3}$/.test(name)).join(', ')}.`,
          },
        ];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [{ level: 'error', message: error.message, mend: error.mend }];
  }
}
