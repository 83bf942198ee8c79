#!/usr/bin/env node
import { failureOf } from './cli/failure.ts';
import { createProgram } from './cli/program.ts';
import { guardOutput } from './cli/terminal.ts';

// What goalstream makes, and the processes that it starts, are for its own user only.
process.umask(0o077);
for (const stream of [process.stdout, process.stderr]) guardOutput(stream);

// A reader that goes away ends no work; what else can't be written makes the command fail.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 1;
    if (stream === process.stdout)
      process.stderr.write(`stdout can't be written: ${error.message}\n`);
  });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  const { text, code } = failureOf(error);
  if (text !== undefined) process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
