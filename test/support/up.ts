import type { ChildProcess } from 'node:child_process';
import { attainmentReportSchema, type AttainmentReport } from '../../schemas/attainment.ts';
import { startCli } from './cli.ts';
import { until } from './until.ts';

/** A running `goalstream up`, seen as its users see it. */
export interface Up {
  readonly child: ChildProcess;
  /** All that it has printed. */
  readonly output: () => string;
  /** Of the pages and the API, without a slash at the end. */
  readonly url: string;
  readonly ended: Promise<number | null>;
  /** Resolves once it says that everything is counted; waits four minutes. */
  counted(): Promise<void>;
  attainment(): Promise<AttainmentReport>;
  /** Sends a statement to the port for BI tools, as the user that it prints. */
  bi(sql: string, signal?: AbortSignal): Promise<Response>;
  /** The rows of a query at that port, every value as text. @throws Error with the engine's text. */
  rows(sql: string): Promise<string[][]>;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

/** Starts `goalstream up` in a project's folder and waits until it serves. */
export async function startUp(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Up> {
  const child = startCli(['up'], folder, env);
  let text = '';
  const gather = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout?.on('data', gather);
  child.stderr?.on('data', gather);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const output = (): string => text;
  const printed = async (pattern: RegExp, limitMs = 60_000): Promise<RegExpExecArray> => {
    let found: RegExpExecArray | null = null;
    await until(
      () => {
        found = pattern.exec(text);
        if (found === null && child.exitCode !== null) throw new Error(`up has ended:\n${text}`);
        return found !== null;
      },
      output,
      limitMs,
    );
    if (found === null) throw new Error(`${pattern} was not printed:\n${text}`);
    return found;
  };
  const [, url = ''] = await printed(/Goals +(http:\S+?)\/\s/).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  const bi = (sql: string, signal?: AbortSignal): Promise<Response> => askBi(text, sql, signal);
  return {
    child,
    output,
    url,
    ended,
    counted: async () => void (await printed(/everything is counted/, 240_000)),
    attainment: async () =>
      attainmentReportSchema.parse(await (await fetch(`${url}/v1/attainment`)).json()),
    bi,
    rows: async (sql) => {
      const response = await bi(`${sql} FORMAT JSONCompactStrings`);
      const body = await response.text();
      if (!response.ok) throw new Error(body);
      return (JSON.parse(body) as { data: string[][] }).data;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function askBi(output: string, sql: string, signal?: AbortSignal): Promise<Response> {
  const [, url = '', user = '', password = ''] =
    /BI tools +(http:\S+) +database bi, user (\S+), password (\S+)/.exec(output) ?? [];
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const head = { method: 'POST', body: sql, headers: { authorization } };
  return fetch(url, { ...head, ...(signal !== undefined && { signal }) });
}
