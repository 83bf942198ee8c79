import { setTimeout as sleep } from 'node:timers/promises';
import {
  attainmentReportSchema,
  freshnessSchema,
  type AttainmentReport,
  type Freshness,
} from '../../schemas/attainment.ts';
import { ledgerPageSchema, type LedgerPage } from '../../schemas/ledger.ts';
import type { LedgerSelection } from '../../dashboards/api/read-side.ts';
import type { SyncSummary } from '../app/worker-messages.ts';

/** The running instance's API, as the command line uses it. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async attainment(): Promise<AttainmentReport> {
    return attainmentReportSchema.parse(await this.#get('/v1/attainment'));
  }

  async ledger(goal: string, selection: LedgerSelection): Promise<LedgerPage | undefined> {
    const query = new URLSearchParams(
      Object.entries(selection).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const path = `/v1/goals/${encodeURIComponent(goal)}/ledger?${query.toString()}`;
    const response = await fetch(`${this.#url}${path}`);
    if (response.status === 404) return undefined;
    return ledgerPageSchema.parse(await body(response));
  }

  /** Starts a sync and waits until it has ended and everything is counted. */
  async sync(connection: string): Promise<SyncSummary> {
    const path = `/v1/connections/${encodeURIComponent(connection)}/sync`;
    const headers = { authorization: `Bearer ${this.#token}` };
    await body(await fetch(`${this.#url}${path}`, { method: 'POST', headers }));
    for (;;) {
      await sleep(200);
      const streams = (await this.#syncs()).filter((stream) => stream.connection === connection);
      if (streams.some(({ state }) => state === 'running')) continue;
      if ((await this.attainment()).processing.behind > 0) continue;
      return { connection, streams: streams.map(summaryOf) };
    }
  }

  async #syncs(): Promise<readonly Freshness[]> {
    return freshnessSchema.array().parse(await this.#get('/v1/syncs'));
  }

  async #get(path: string): Promise<unknown> {
    return body(await fetch(`${this.#url}${path}`));
  }
}

async function body(response: Response): Promise<unknown> {
  const json: unknown = await response.json();
  if (!response.ok)
    throw new Error(`the running goalstream answered ${response.status}: ${JSON.stringify(json)}`);
  return json;
}

/** The counts of a run are in the instance's own log; over the API only its outcome is known. */
function summaryOf({ stream, state, message }: Freshness): SyncSummary['streams'][number] {
  return {
    stream,
    state: state === 'succeeded' ? 'succeeded' : 'failed',
    ...(message === undefined || state === 'succeeded' ? {} : { error: message }),
  };
}
