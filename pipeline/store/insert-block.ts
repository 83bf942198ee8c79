import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import { literal } from '../metrics/literal.ts';
import type { NativeBlock } from './native-block.ts';
import { StoreError } from './store.ts';

/**
 * A block has each identity once, so that collapsing it on arrival would only cost: half of an
 * insert. One thread, so that the block becomes one part of each partition. A block that comes
 * again is written again: a replay heals what was lost since.
 */
const INSERT_SETTINGS = {
  insert_deduplicate: 0,
  optimize_on_insert: 0,
  max_insert_threads: '1',
  max_threads: 1,
} as const;

/** Sends a block as the body of its statement. @param into the statement up to its format. */
export async function sendBlock(
  client: ClickHouseClient,
  into: string,
  block: NativeBlock,
): Promise<void> {
  const { stream } = await client.exec({
    query: `${into} FORMAT Native`,
    values: Readable.from(block.pieces()),
    clickhouse_settings: INSERT_SETTINGS,
  });
  stream.resume();
  await new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject));
}

/**
 * Lets the engine read a block from a file in a folder of this machine: one copy of it, where a body
 * is copied by each socket's end and then put into a file too.
 */
export async function handOverBlock(
  client: ClickHouseClient,
  dir: string,
  into: string,
  block: NativeBlock,
): Promise<void> {
  const file = join(dir, `${randomUUID()}.native`);
  try {
    await write(file, block.pieces());
    await client.command({
      query: `${into} FROM INFILE ${literal(file)} COMPRESSION 'none' FORMAT Native`,
      clickhouse_settings: INSERT_SETTINGS,
    });
  } finally {
    await rm(file, { force: true });
  }
}

/** @throws StoreError where the disk has no room for it. */
async function write(file: string, pieces: readonly Uint8Array[]): Promise<void> {
  const bytes = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const handle = await open(file, 'wx', 0o600);
  try {
    const { bytesWritten } = await handle.writev([...pieces]);
    if (bytesWritten < bytes) throw new StoreError(`no room for ${file}`, { retry: true });
  } finally {
    await handle.close();
  }
}
