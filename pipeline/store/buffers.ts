/** Smaller ones are not worth keeping. */
const LEAST = 65_536;
/** Bytes kept for later, at most. */
const MOST_KEPT = 128 * 1_048_576;

const kept = new Map<number, ArrayBuffer[]>();
let keptBytes = 0;

/**
 * Memory for the columns of a block, at least so large and full of zeros. That of one batch is used
 * again for the next: new memory outside of its heap makes V8 collect garbage in all of the heap.
 */
export function takeBuffer(bytes: number): ArrayBuffer {
  if (bytes < LEAST) return new ArrayBuffer(bytes);
  const size = 2 ** Math.ceil(Math.log2(bytes));
  const buffer = kept.get(size)?.pop();
  if (buffer === undefined) return new ArrayBuffer(size);
  keptBytes -= size;
  new Uint8Array(buffer).fill(0);
  return buffer;
}

/** Gives memory back that nobody looks at any more. */
export function giveBuffer(buffer: ArrayBuffer): void {
  const size = buffer.byteLength;
  if (size < LEAST || keptBytes + size > MOST_KEPT) return;
  const same = kept.get(size);
  if (same === undefined) kept.set(size, [buffer]);
  else same.push(buffer);
  keptBytes += size;
}
