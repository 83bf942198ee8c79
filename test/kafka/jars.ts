import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const HERE = import.meta.dirname;
const CACHE = join(HERE, '../../node_modules/.cache/kafka-4.3.1');
const COMPLETE = join(CACHE, 'complete');
const MIN_JAVA = 17;

export type Availability = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Whether a real broker can run here: Java 17 or newer, and Maven to fetch the jars with. */
export function kafkaAvailable(): Availability {
  const java = javaVersion();
  if (java === undefined) return { ok: false, why: `there is no Java (${MIN_JAVA} or newer)` };
  if (java < MIN_JAVA) return { ok: false, why: `Java is ${java}, not ${MIN_JAVA} or newer` };
  if (!existsSync(COMPLETE) && output('mvn', ['-v']) === undefined) {
    return { ok: false, why: 'there is no Maven (mvn) to fetch the broker with' };
  }
  return { ok: true };
}

/** The class path of the broker; fetched once. An interrupted fetch is done again. */
export async function brokerClassPath(): Promise<string> {
  if (!existsSync(COMPLETE)) await fetchJars();
  return join(CACHE, 'libs', '*');
}

async function fetchJars(): Promise<void> {
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
  const folder = `-DoutputDirectory=${join(CACHE, 'libs')}`;
  await promisify(execFile)('mvn', ['-q', '-B', ...goal, folder], { cwd: HERE, timeout: 300_000 });
  writeFileSync(COMPLETE, '');
}

function javaVersion(): number | undefined {
  const text = output('java', ['--version']);
  const major = /\s(\d+)/.exec(text ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}

function output(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
