import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../pipeline/cli.ts', import.meta.url));
/** Where `pipeline/bin.mjs` keeps compiled modules. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/goalstream', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line that starts `goalstream`. */
export function cliCommand(args: readonly string[]): string[] {
  return [process.execPath, CLI, ...args];
}

/** Starts `goalstream` as a user would, in a folder. */
export function startCli(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { NODE_COMPILE_CACHE: CACHE, ...process.env, ...env },
  });
}

/** Runs `goalstream` to its end. */
export async function runCli(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const child = startCli(args, cwd, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
