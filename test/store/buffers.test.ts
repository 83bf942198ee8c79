import { expect, test } from 'vitest';
import { giveBuffer, takeBuffer } from '../../pipeline/store/buffers.ts';
import { NativeBlock } from '../../pipeline/store/native-block.ts';
import { TextColumn, WideColumn } from '../../pipeline/store/native-columns.ts';
import { WordColumn } from '../../pipeline/store/native-words.ts';

const LARGE = 200_000;

test('memory that was given back comes again, and is empty', () => {
  const first = takeBuffer(LARGE);
  new Uint8Array(first).fill(7);
  giveBuffer(first);
  const again = takeBuffer(LARGE - 1000);
  expect(again).toBe(first);
  expect(new Uint8Array(again).every((byte) => byte === 0)).toBe(true);
  expect(takeBuffer(LARGE)).not.toBe(first);
});

function filled(rows: number, value: number): NativeBlock {
  const block = new NativeBlock(rows);
  const numbers = block.add('n', new WideColumn('UInt64', rows));
  const texts = block.add('t', new TextColumn(rows));
  const words = block.add('w', new WordColumn(rows));
  for (let row = block.nextRow(); row < rows - 1; row = block.nextRow()) {
    if (row % 3 === 0) numbers.set(row, value + row);
    texts.set(row, `${value} ${row}`);
    if (row % 5 === 0) words.set(row, `w${row % 20}`);
  }
  return block;
}

test('a block made of memory of another has the same bytes as one of new memory', () => {
  const bytes = (block: NativeBlock): Buffer => Buffer.concat([...block.pieces()]);
  const fresh = bytes(filled(30_000, 5));
  const other = filled(30_000, 1_000_000);
  bytes(other);
  other.release();
  const again = filled(30_000, 5);
  expect(bytes(again).equals(fresh)).toBe(true);
});
