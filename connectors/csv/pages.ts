import type { Progress } from '../connector.ts';
import type { FoundFile } from './files.ts';
import type { FilePart } from './read-file.ts';

/** Records of a page, at most. */
export const PAGE_SIZE = 500;

/** How far a reading of several files is, in bytes as they lie on disk. */
export function progressOf(files: readonly FoundFile[], index: number, part: FilePart): Progress {
  const sizes = files.map((file) => file.size);
  const done = sum(sizes.slice(0, index)) + part.bytesRead;
  return { done, total: sum(sizes), unit: 'bytes' };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
