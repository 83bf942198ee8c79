import { cleanText } from '../clean-text.ts';
import { redact } from '../redaction.ts';

type Output = Pick<NodeJS.WriteStream, 'write'>;
const raw = new WeakMap<Output, NodeJS.WriteStream['write']>();

/**
 * From now on all that is written to a stream is text without secrets and without what a terminal
 * acts on, whoever writes it: commands, the parser of options, threads.
 */
export function guardOutput(stream: Output): void {
  const write = stream.write.bind(stream) as (...parts: unknown[]) => boolean;
  raw.set(stream, write);
  stream.write = (chunk: unknown, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
    const encoding = typeof rest[0] === 'string' ? rest.slice(1) : rest;
    return write(cleanText(redact(text)), ...encoding);
  };
}

/** Writes a control sequence of our own, then a text. */
export function writeAfter(stream: Output, sequence: string, text = ''): void {
  const write = raw.get(stream) ?? stream.write.bind(stream);
  write(`${sequence}${cleanText(redact(text))}`);
}
