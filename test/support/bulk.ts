import { setTimeout } from 'node:timers/promises';
import { parse, print, visit, Kind } from 'graphql';
import { operationDocument } from '../../connectors/shopify/queries/documents.ts';
import type { AskedStandIn } from './stand-in.ts';

/** One of the connector's bulk queries as it is sent: its variables written into it. */
export function bulkText(name: 'BulkSales' | 'BulkShipments' | 'BulkReturns', filter = ''): string {
  const text = print(
    visit(operationDocument(name), {
      OperationDefinition: (operation) => ({ ...operation, variableDefinitions: [] }),
      Variable: ({ name: variable }) =>
        variable.value === 'filter'
          ? { kind: Kind.STRING, value: filter }
          : { kind: Kind.BOOLEAN, value: true },
    }),
  );
  return print(parse(text));
}

/** What BulkState selects. */
export interface BulkState {
  readonly id: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly objectCount: string;
  readonly rootObjectCount: string;
  readonly fileSize: string | null;
  readonly url: string | null;
  readonly partialDataUrl: string | null;
}

/** Starts an export and gives its id. */
export async function startBulk(standIn: AskedStandIn, query: string): Promise<string> {
  const { data } = await standIn.send('StartBulk', { query });
  return data.bulkOperationRunQuery.bulkOperation.id as string;
}

export async function bulkState(standIn: AskedStandIn, id: string): Promise<BulkState> {
  const { data } = await standIn.send('BulkProgress', { id });
  return data.bulkOperation as BulkState;
}

/** Waits until an export is neither created nor running. */
export async function endOfBulk(standIn: AskedStandIn, id: string): Promise<BulkState> {
  for (;;) {
    const state = await bulkState(standIn, id);
    if (!/^(CREATED|RUNNING|CANCELING)$/.test(state.status)) return state;
    await setTimeout(5);
  }
}

/** Runs an export to its end. */
export async function bulk(standIn: AskedStandIn, query: string): Promise<BulkState> {
  return endOfBulk(standIn, await startBulk(standIn, query));
}

export interface Line {
  readonly id: string;
  readonly __parentId?: string;
  readonly [field: string]: unknown;
}

export async function linesAt(url: string | null): Promise<Line[]> {
  const response = await fetch(url ?? 'no file');
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
