#!/usr/bin/env node
import { failureOf } from './cli/failure.ts';
import { keepOnBrokenOutput } from './cli/output-errors.ts';
import { createProgram } from './cli/program.ts';
import { guardOutput } from './cli/terminal.ts';

// What goalstream makes, and the processes that it starts, are for its own user only.
process.umask(0o077);
for (const stream of [process.stdout, process.stderr]) guardOutput(stream);

keepOnBrokenOutput(
  process,
  (text) => process.stderr.write(text),
  () => {
    process.exitCode = 1;
  },
);

try {
  await createProgram().parseAsync();
} catch (error) {
  const { text, code } = failureOf(error);
  if (text !== undefined) process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
