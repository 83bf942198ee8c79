import { setTimeout as sleep } from 'node:timers/promises';
import { connectors } from '../../connectors/registry.ts';
import { createServer } from '../../dashboards/api/server.ts';
import { createReadSide, streamsOf } from '../app/read-side.ts';
import { BI_USER, openRuntime, type Runtime } from '../app/runtime.ts';
import { startScheduler } from '../app/scheduler.ts';
import { waiting } from '../app/settle.ts';
import { Syncs } from '../app/syncs.ts';
import { keepProcessing } from '../app/keep-processing.ts';
import { startProcessorThread } from '../app/threads.ts';
import { loadProject } from '../config/load-project.ts';
import { ProgressLine } from './output.ts';
import { describe } from './sync-summary.ts';
import { UsageError } from './usage-error.ts';

/** Runs everything in this process until it is told to stop; resolves when all is closed. */
export async function up(path: string, stop: AbortSignal): Promise<void> {
  const started = performance.now();
  const project = await loadProject(path, connectors, process.env);
  const line = new ProgressLine();
  line.show('starting the log and the store …');
  const runtime = await openRuntime(project, { storePort: project.config.store.port });
  const { log, store, runs, lock, secrets } = runtime;
  try {
    const ending = new AbortController();
    const processing = await keepProcessing(
      () =>
        startProcessorThread(runtime, path, ({ done, total }) =>
          line.show(`attributing anew: ${done} of ${total} facts`),
        ),
      runtime.logger,
      ending.signal,
    );
    const syncs = new Syncs({
      runtime,
      projectPath: path,
      now: Date.now,
      onEnd: (summary) => {
        line.clear();
        say(describe(summary));
      },
    });
    const readSide = createReadSide({
      project,
      store,
      log,
      runs,
      now: Date.now,
      runSync: (name) => syncs.start(name),
    });
    const server = createServer({
      readSide,
      token: secrets.token,
      logger: runtime.logger.child({ part: 'api' }, { level: 'warn' }),
    });
    const apiUrl = await listen(server, project.config.server.port);
    lock.publish({ apiUrl, storeUrl: runtime.storeAccess.url });
    line.clear();
    say(welcome(runtime, apiUrl));
    const scheduler = startScheduler(runtime, syncs, Date.now);
    const watch = watchProgress(runtime, syncs, line, started, ending.signal);
    await aborted(stop);
    line.clear();
    say('stopping …');
    ending.abort();
    await scheduler.stop();
    await syncs.stop();
    await watch;
    await server.close();
    await processing.ended;
  } finally {
    await runtime.close();
  }
  say('stopped; the next start goes on from here');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<string> {
  try {
    return await server.listen({ host: '127.0.0.1', port });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    throw new UsageError(
      `port ${port} is taken by another program. Mend: end it, or set server.port in goalstream.yaml (0 takes a free one).`,
    );
  }
}

/** Shows what is being pulled and counted, and says once when the first figures stand. */
async function watchProgress(
  { log, runs, project }: Runtime,
  syncs: Syncs,
  line: ProgressLine,
  started: number,
  stop: AbortSignal,
): Promise<void> {
  let said = false;
  let began = false;
  while (!stop.aborted) {
    const pullingNow = syncs.busy;
    const behind = await waiting(log);
    began ||= pullingNow;
    if (pullingNow || behind > 0) {
      const pulling = runs
        .freshness(streamsOf(project))
        .filter(({ state }) => state === 'running')
        .map(({ connection, stream, progress }) => `${connection}/${stream} ${share(progress)}`);
      line.show(`pulling ${pulling.join(', ') || 'nothing'} · ${behind} facts to count`);
    } else {
      line.clear();
      if (began && !said)
        say(
          `everything is counted, ${((performance.now() - started) / 1000).toFixed(1)} s after the start`,
        );
      said = began;
    }
    await sleep(300, undefined, { signal: stop }).catch(() => undefined);
  }
}

function share(progress: { done: number; total?: number; unit: string } | undefined): string {
  if (progress === undefined) return '…';
  const { done, total, unit } = progress;
  return total === undefined || total === 0
    ? `${done} ${unit}`
    : `${Math.floor((100 * done) / total)} %`;
}

function welcome({ engine, storeAccess, secrets, project }: Runtime, apiUrl: string): string {
  const bi =
    engine === undefined
      ? [`BI tools      ${storeAccess.url}, database bi, with a user of your ClickHouse server`]
      : [
          `BI tools      ${storeAccess.url}  database bi, user ${BI_USER}, password ${secrets.bi}`,
          `  try         curl -u ${BI_USER}:${secrets.bi} ${storeAccess.url} -d 'SELECT title, owner, actual, target, attainment FROM bi.attainment FORMAT PrettyCompact'`,
        ];
  return [
    `goalstream · ${project.config.business.name}`,
    `Goals         ${apiUrl}/`,
    `API           ${apiUrl}/v1/attainment`,
    ...bi,
    'Ctrl-C stops it.',
  ].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
