import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { keepOnBrokenOutput } from '../../pipeline/cli/output-errors.ts';

const broken = (code: string) => Object.assign(new Error(code), { code });

function guarded() {
  const [stdout, stderr] = [new EventEmitter(), new EventEmitter()];
  const seen = { told: '', failed: false };
  keepOnBrokenOutput(
    { stdout, stderr },
    (text) => {
      seen.told += text;
    },
    () => {
      seen.failed = true;
    },
  );
  return { stdout, stderr, seen };
}

test('a reader that goes away is nothing wrong', () => {
  const { stdout, stderr, seen } = guarded();
  stdout.emit('error', broken('EPIPE'));
  stderr.emit('error', broken('EPIPE'));
  expect(seen).toEqual({ told: '', failed: false });
});

test.each(['ENOSPC', 'EIO'])('%s on stdout is said once, and the command fails', (code) => {
  const { stdout, seen } = guarded();
  stdout.emit('error', broken(code));
  stdout.emit('error', broken(code));
  expect(seen).toEqual({ told: `stdout can't be written: ${code}\n`, failed: true });
});

test('a stderr that fails ends nothing either', () => {
  const { stderr, seen } = guarded();
  stderr.emit('error', broken('EIO'));
  expect(seen).toEqual({ told: '', failed: true });
});
