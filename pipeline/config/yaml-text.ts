import { open } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { systemReason } from '../system-error.ts';

/** Ten thousand goals are some 4 MB. */
const MAX_BYTES = 32 * 2 ** 20;

/** Why a file has no text for us, and what helps. */
export interface NoText {
  readonly message: string;
  readonly mend: string;
  /** 1-based. */
  readonly line?: number;
}

/** The text of a YAML file: UTF-8, or UTF-16 where it says so, of at most 32 MiB. */
export async function readText(path: string): Promise<string | NoText> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > MAX_BYTES) return TOO_LARGE;
    return textOf(await file.readFile());
  } catch (error) {
    const { reason, mend } = systemReason(error);
    return { message: `can't be read: ${reason}`, mend };
  }
}

const TOO_LARGE: NoText = {
  message: `is larger than ${MAX_BYTES / 2 ** 20} MiB`,
  mend: 'name the right file, or divide it into several',
};

function textOf(bytes: Uint8Array): string | NoText {
  if (bytes.length > MAX_BYTES) return TOO_LARGE;
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (!isUtf8(bytes)) {
    return {
      message: 'is not in UTF-8: there are bytes that are no text',
      mend: 'save it in UTF-8',
      line: lineOfBad(bytes),
    };
  }
  return new TextDecoder('utf-8').decode(bytes);
}

/** The first line, from 1, that is not UTF-8. */
function lineOfBad(bytes: Uint8Array): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const to = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) return line;
    from = to + 1;
  }
  return line;
}
