import type { Freshness } from '../../schemas/attainment.ts';
import { progressBar } from './charts/progress.ts';
import type { PageContext } from './context.ts';
import { firstLoad } from './first-load.ts';
import { band, commands, mark } from './frame.ts';
import { html, type Html } from './html.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RANK = { failed: 0, partial: 1, running: 2, never: 3, succeeded: 4 } as const;

/** True while data is being read or read data is not counted yet. */
export function isLoading({ report }: PageContext): boolean {
  const { behind, reattributing = false } = report.processing;
  return reattributing || behind > 0 || report.freshness.some(({ state }) => state === 'running');
}

/** One line a connection, by its least fresh stream. It stands above the title. */
export function freshnessLine(context: PageContext): Html | undefined {
  const { report, texts } = context;
  if (report.freshness.length === 0) return undefined;
  const connections = Map.groupBy(report.freshness, ({ connection }) => connection);
  const items = [...connections].map(([name, streams]) => item(context, name, streams));
  return html`<section aria-label="${texts.freshness.label}">
    <ul class="fresh">
      ${items}
    </ul>
  </section>`;
}

function item(context: PageContext, name: string, streams: readonly Freshness[]): Html {
  const { texts } = context;
  const worst = streams.toSorted((a, b) => RANK[a.state] - RANK[b.state])[0];
  const times = streams.map(({ lastSuccessAt }) => lastSuccessAt);
  const oldest = times.some((time) => time === undefined)
    ? undefined
    : Math.min(...times.filter((time) => time !== undefined));
  const when = oldest === undefined ? texts.freshness.never : ago(context, oldest);
  if (worst?.state === 'failed')
    return html`<li>
      <span class="flag late">${mark('stale')}${texts.freshness.failed}</span>
      <b>${name}</b> ${when}
    </li>`;
  if (worst?.state === 'partial')
    return html`<li>
      <span class="flag late">${mark('stale')}${texts.freshness.partial}</span>
      <b>${name}</b> ${when}
    </li>`;
  if (worst?.state === 'running') return html`<li><b>${name}</b> ${texts.freshness.running}</li>`;
  return html`<li><b>${name}</b> ${when}</li>`;
}

function ago({ report, texts, format }: PageContext, instant: number): string {
  const age = report.asOf - instant;
  if (age < MINUTE) return texts.freshness.justNow;
  if (age < 2 * HOUR) return texts.freshness.minutes(String(Math.floor(age / MINUTE)));
  if (age < 72 * HOUR) return texts.freshness.hours(String(Math.floor(age / HOUR)));
  return texts.freshness.since(format.instant(instant));
}

/** What failed or is lost, what it means for the figures and what to do. */
export function failures(context: PageContext): Html[] {
  return [...mixed(context), ...losses(context), ...failedStreams(context)];
}

/** Figures of old goals and new ones side by side. */
function mixed({ report, texts }: PageContext): Html[] {
  if (report.processing.reattributing !== true) return [];
  return [
    html`<div class="note">
      <p><b>${texts.freshness.mixed}</b> ${texts.freshness.mixedMeans}</p>
    </div>`,
  ];
}

function losses({ report, texts, format }: PageContext): Html[] {
  return report.damage.map(({ type, from, to }) => {
    const { damage, damageMeans, damageFix } = texts.freshness;
    return html`<div class="note bad">
      <p><b>${damage(type, format.fullDay(from), format.fullDay(to))}</b> ${damageMeans}</p>
      <p class="small quiet">${damageFix} <code>goalstream repair</code></p>
    </div>`;
  });
}

function failedStreams(context: PageContext): Html[] {
  const { report, texts, format } = context;
  return report.freshness
    .filter(({ state }) => state === 'failed' || state === 'partial')
    .map(({ connection, stream, state, lastSuccessAt, message }) => {
      const last = lastSuccessAt === undefined ? undefined : format.instant(lastSuccessAt);
      const name = `${connection}, ${stream},`;
      const told =
        state === 'partial' ? texts.freshness.partly(name) : texts.freshness.failure(name);
      const means =
        state === 'partial' ? texts.freshness.partlyMeans : texts.freshness.failureMeans(last);
      return html`<div class="note bad">
        <p>
          <b>${told}</b>
          ${means}
        </p>
        ${message !== undefined && html`<p class="small">${message}</p>`}
        <p class="small quiet">
          ${texts.freshness.failureMend} <code>goalstream sync --connection ${connection}</code>
        </p>
      </div>`;
    });
}

/** How far loading is; the page reloads itself until it is done, or until that is switched off. */
export function loadingBand(context: PageContext, reloads: boolean): Html | undefined {
  if (!isLoading(context)) return undefined;
  const { report, texts, format } = context;
  const { behind } = report.processing;
  const running = report.freshness.filter(({ state }) => state === 'running');
  return band(
    'loading',
    texts.loading.title,
    reloads ? texts.loading.hint : undefined,
    html`<p class="finding">${texts.loading.soFar}</p>
      ${firstLoad(report) !== undefined && html`<p>${texts.loading.held}</p>`}
      ${running.map((stream) => runningStream(context, stream))}${
        behind > 0 && html`<p>${texts.loading.behind(format.plain(String(behind)))}</p>`
      }
      <p class="small">
        <a href="${reloads ? '/?reload=off' : '/'}"
          >${reloads ? texts.loading.stop : texts.loading.start}</a
        >
      </p>`,
  );
}

function runningStream({ texts, format }: PageContext, stream: Freshness): Html {
  const name = html`<b>${stream.connection}, ${stream.stream}</b>`;
  const { progress } = stream;
  if (progress === undefined) return html`<p>${name} ${texts.freshness.running}</p>`;
  const done = format.plain(String(progress.done));
  const { total, unit } = progress;
  if (total === undefined || total === 0)
    return html`<p>${name} ${texts.freshness.progress(done, unit)}</p>`;
  const text = texts.freshness.progressOf(done, format.plain(String(total)), unit);
  return html`<div>
    <p>${name}</p>
    ${progressBar(progress.done / total, text)}
  </div>`;
}

/** On a goal's page: that a first load runs, and how far it is. */
export function loadingNote({ report, texts }: PageContext): Html | undefined {
  const load = firstLoad(report);
  if (load === undefined) return undefined;
  return html`<section class="lead">
    <div class="note plain">
      <p>
        ${texts.loading.first(String(load.read), String(load.all))}. ${texts.loading.soFar}
        <a href="/">${texts.problems.toOverview}</a>
      </p>
    </div>
  </section>`;
}

/** What to do first, where there are no goals. */
export function firstSteps({ report, texts }: PageContext): Html {
  const connected = report.freshness.length > 0;
  const help = connected ? texts.empty.goalsHelp : texts.empty.nothingHelp;
  const lines = connected
    ? ['goalstream schema goal', 'goalstream goals check']
    : ['goalstream schema config', 'goalstream doctor', 'goalstream sync'];
  return band(
    'first',
    texts.empty.heading,
    undefined,
    html`<p class="measure">${help}</p>
      ${commands(lines)}`,
  );
}
