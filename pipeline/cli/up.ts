import { setTimeout as sleep } from 'node:timers/promises';
import { connectors } from '../../connectors/registry.ts';
import { aborted } from '../aborted.ts';
import { streamsOf } from '../app/streams.ts';
import { startRoles } from '../app/roles.ts';
import { BI_USER, openRuntime, type Runtime } from '../app/runtime.ts';
import { waiting } from '../app/settle.ts';
import type { Syncs } from '../app/syncs.ts';
import { ROLES } from '../app/workers.ts';
import { loadProject } from '../config/load-project.ts';
import { readDamage } from '../integrity/damage.ts';
import { reachLines } from './reach-text.ts';
import { damageLines } from './damage-text.ts';
import { notAgreedText } from './not-agreed.ts';
import { ProgressLine } from './output.ts';
import { progressText } from './progress-text.ts';
import { describe } from './sync-summary.ts';

/** How often progress is looked at, ms: asking brokers costs more than asking the embedded log. */
const LOOK_EVERY_MS = {
  embedded: { busy: 300, idle: 2_000 },
  kafka: { busy: 1_000, idle: 5_000 },
};

/** Runs everything in this process until it is told to stop; resolves when all is closed. */
export async function up(path: string, stop: AbortSignal): Promise<void> {
  const started = performance.now();
  const project = await loadProject(path, connectors, process.env);
  const line = new ProgressLine();
  line.show('starting the log and the store …');
  const runtime = await openRuntime(project, { storePort: project.config.store.port });
  try {
    const running = await startRoles(runtime, {
      projectPath: path,
      roles: ROLES,
      unscheduled: 'always',
      onReattributing: ({ done, total }) =>
        line.show(`attributing anew: ${done} of ${total} facts`),
      onSynced: (summary) => {
        line.clear();
        say(describe(summary));
      },
    });
    const { apiUrl = '', webhookUrl } = running;
    runtime.lock?.publish({ apiUrl, storeUrl: runtime.storeAccess.url });
    line.clear();
    say(welcome(runtime, apiUrl, webhookUrl));
    const difference = notAgreedText(runtime.notAgreed);
    if (difference !== undefined) say(difference);
    for (const text of damageLines(await readDamage(runtime.log))) say(text);
    const ending = new AbortController();
    const watch = watchProgress(runtime, running.syncs, line, started, ending.signal);
    await aborted(stop);
    line.clear();
    say('stopping …');
    ending.abort();
    await Promise.all([watch, running.stop()]);
  } finally {
    await runtime.close();
  }
  say('stopped; the next start goes on from here');
}

/** Shows what is being pulled and counted, and says once when the first figures stand. */
async function watchProgress(
  runtime: Runtime,
  syncs: Syncs,
  line: ProgressLine,
  started: number,
  stop: AbortSignal,
): Promise<void> {
  const { kafka } = runtime.project.config.log;
  const pauses = LOOK_EVERY_MS[kafka === undefined ? 'embedded' : 'kafka'];
  let pause = pauses.busy;
  let said = false;
  while (!stop.aborted) {
    const { busy, begun } = syncs;
    const behind = await waiting(runtime.log);
    const idle = !busy && behind === 0;
    if (idle) {
      line.clear();
      if (begun && !said) say(`everything is counted, ${secondsSince(started)} s after the start`);
      said = begun;
    } else line.show(`pulling ${await pulling(runtime)} · ${behind} facts to count`);
    pause = idle ? Math.min(2 * pause, pauses.idle) : pauses.busy;
    await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
  }
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

async function pulling({ runs, project }: Runtime): Promise<string> {
  const streams = await runs.freshness(streamsOf(project));
  const texts = streams
    .filter(({ state }) => state === 'running')
    .map(
      ({ connection, stream, progress }) =>
        `${connection}/${stream} ${progress === undefined ? '…' : progressText(progress)}`,
    );
  return texts.join(', ') || 'nothing';
}

function welcome(runtime: Runtime, apiUrl: string, webhookUrl: string | undefined): string {
  const { engine, storeAccess, secrets, project } = runtime;
  const storeUrl = engine?.biUrl;
  const bi =
    engine === undefined
      ? [`BI tools      ${storeAccess.url}, database bi, with a user of your ClickHouse server`]
      : [
          `BI tools      ${engine.biUrl}  database bi, user ${BI_USER}, password ${secrets.bi}`,
          `  try         curl -u ${BI_USER}:${secrets.bi} ${engine.biUrl} -d 'SELECT title, owner, actual, target, attainment FROM bi.attainment FORMAT PrettyCompact'`,
        ];
  return [
    `goalstream · ${project.config.business.name}`,
    `Goals         ${apiUrl}/`,
    `API           ${apiUrl}/v1/attainment`,
    ...bi,
    ...reachLines(project.config, { apiUrl, webhookUrl, storeUrl }),
    'Ctrl-C stops it.',
  ].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
