import { randomBytes } from 'node:crypto';
import type { Asking } from './asking.ts';
import type { StandInApp } from './options.ts';

export type BulkStatus =
  | 'CREATED'
  | 'RUNNING'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCELING'
  | 'CANCELED'
  | 'EXPIRED';

/** An export. Times are the shop's, ms. */
export interface BulkJob {
  readonly id: string;
  readonly app: StandInApp;
  readonly createdAt: number;
  readonly secret: string;
  readonly stop: AbortController;
  status: BulkStatus;
  errorCode: string | null;
  completedAt: number | null;
  lines: number;
  orders: number;
  fileSize: number;
  /** Whether the file can be had: whole, as far as it came, or not at all. */
  has: 'whole' | 'part' | 'nothing';
}

/** Whether it counts among those that an app may have at once. */
export function isUnderWay({ status }: BulkJob): boolean {
  return status === 'CREATED' || status === 'RUNNING' || status === 'CANCELING';
}

export function newJob({ app, now }: Asking, number: number): BulkJob {
  return {
    id: `gid://shopify/BulkOperation/${number}`,
    app,
    createdAt: now,
    secret: randomBytes(16).toString('hex'),
    stop: new AbortController(),
    status: 'CREATED',
    errorCode: null,
    completedAt: null,
    lines: 0,
    orders: 0,
    fileSize: 0,
    has: 'nothing',
  };
}
