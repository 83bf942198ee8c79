import { statSync } from 'node:fs';
import type { BulkJobs } from './bulk.ts';
import { NOT_FOUND, type Answer } from './http.ts';

/** The secret in /bulk/<secret>.jsonl. */
export function secretIn(pathname: string): string | undefined {
  return /^\/bulk\/([0-9a-f]+)\.jsonl$/.exec(pathname)?.[1];
}

/** Answers with an export's file, or the range of bytes that is asked for. */
export function fileAnswer(jobs: BulkJobs, secret: string, range: string | undefined): Answer {
  const path = jobs.fileOf(secret);
  if (path === undefined) return NOT_FOUND;
  const { size } = statSync(path);
  const headers = { 'content-type': 'application/jsonl', 'accept-ranges': 'bytes' };
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  if (asked === null) return { status: 200, headers, body: { path, start: 0, length: size } };
  const start = Number(asked[1]);
  const end = asked[2] === '' ? size - 1 : Math.min(Number(asked[2]), size - 1);
  if (start > end)
    return { status: 416, headers: { 'content-range': `bytes */${size}` }, body: '' };
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${size}` },
    body: { path, start, length: end - start + 1 },
  };
}
