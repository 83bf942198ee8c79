import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { attainmentReportSchema, type AttainmentReport } from '../../schemas/attainment.ts';
import { statusSchema, type Status } from '../../schemas/status.ts';
import { ledgerPageSchema, type LedgerPage } from '../../schemas/ledger.ts';
import type { AttainmentSelection, LedgerSelection } from '../../dashboards/api/read-side.ts';
import { DamageError } from '../integrity/integrity-error.ts';
import { BadSelectionError } from '../replay/bad-selection.ts';
import type { SyncSummary } from '../app/worker-messages.ts';
import type { SyncHow } from './session.ts';
import { answersCommand, summaryOf } from './sync-summary.ts';

const refusedSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), mend: z.string() }),
});
const acceptedSchema = z.object({ command: z.string() });

/** The instance is asked itself: it sends nobody on. */
const OWN = { redirect: 'error' } as const;

/** The running instance's API, as the command line uses it. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async attainment(selection: AttainmentSelection = {}): Promise<AttainmentReport> {
    const path = `/v1/attainment?${queryOf({ ...selection })}`;
    return attainmentReportSchema.parse(await this.#get(path));
  }

  /** As many entries as are asked for, page by page. */
  async ledger(goal: string, selection: LedgerSelection): Promise<LedgerPage | undefined> {
    const { limit } = selection;
    const first = await this.#ledgerPage(goal, { ...selection, limit: pageSize(limit) });
    if (first === undefined) return undefined;
    const entries = [...first.entries];
    let { next } = first;
    while (next !== undefined && entries.length < limit) {
      const rest = { ...selection, limit: pageSize(limit - entries.length), after: next };
      const page = await this.#ledgerPage(goal, rest);
      if (page === undefined) break;
      entries.push(...page.entries);
      ({ next } = page);
    }
    const { next: _, ...whole } = first;
    return { ...whole, entries, ...(next === undefined ? {} : { next }) };
  }

  async #ledgerPage(goal: string, selection: LedgerSelection): Promise<LedgerPage | undefined> {
    const { after, ...rest } = selection;
    const asked = { ...rest, ...(after === undefined ? {} : { cursor: after }) };
    const path = `/v1/goals/${encodeURIComponent(goal)}/ledger?${queryOf(asked)}`;
    const response = await fetch(`${this.#url}${path}`, OWN);
    if (response.status === 404) return undefined;
    return ledgerPageSchema.parse(await body(response));
  }

  /** Starts a sync and waits until it has ended and everything is counted. */
  async sync(connection: string, how: SyncHow): Promise<SyncSummary> {
    const path = `/v1/connections/${encodeURIComponent(connection)}/sync?${queryOf({ ...how })}`;
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await body(
      await fetch(`${this.#url}${path}`, { ...OWN, method: 'POST', headers }),
    );
    const { command: id } = acceptedSchema.parse(answer);
    for (;;) {
      await sleep(200);
      const status = await this.status();
      const { connections } = status;
      const streams = connections.filter((stream) => stream.connection === connection);
      if (!answersCommand(streams, { id })) continue;
      if (!isSettled(status)) continue;
      return summaryOf(connection, streams);
    }
  }

  /** Resolves once everything in the log is counted. */
  async settled(): Promise<void> {
    while (!isSettled(await this.status())) await sleep(200);
  }

  async status(): Promise<Status> {
    return statusSchema.parse(await this.#get('/v1/status'));
  }

  async #get(path: string): Promise<unknown> {
    return body(await fetch(`${this.#url}${path}`, OWN));
  }
}

/** Whether everything in the log is counted, by the goals in force. */
function isSettled({ stages, reattributing }: Status): boolean {
  return !reattributing && stages.every(({ behind }) => behind === 0);
}

/** The API gives at most this many entries at once. */
const PAGE_LIMIT = 500;

function pageSize(limit: number): number {
  return Math.min(limit, PAGE_LIMIT);
}

function queryOf(values: Readonly<Record<string, string | number | boolean>>): string {
  const entries = Object.entries(values).map(([key, value]): [string, string] => [
    key,
    String(value),
  ]);
  return new URLSearchParams(entries).toString();
}

/** @throws BadSelectionError where what was asked for is not there. */
async function body(response: Response): Promise<unknown> {
  const json: unknown = await response.json();
  const refused = refusedSchema.safeParse(json);
  if (response.status === 400 && refused.success) {
    throw new BadSelectionError(refused.data.error.message, refused.data.error.mend);
  }
  if (refused.data?.error.code === 'damaged') {
    throw new DamageError(refused.data.error.message, refused.data.error.mend);
  }
  if (!response.ok)
    throw new Error(`the running goalstream answered ${response.status}: ${JSON.stringify(json)}`);
  return json;
}
