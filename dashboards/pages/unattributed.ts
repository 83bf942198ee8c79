import type { MetricSummary } from '../../schemas/attainment.ts';
import { figure, ledgerPath, type PageContext } from './context.ts';
import { quotient } from '../../schemas/decimal.ts';
import { micros } from './figures.ts';
import { band, scrolling } from './frame.ts';
import { html, type Html } from './html.ts';

/** Each metric's sum over goals, what counts twice, what belongs to none, and the total. */
export function unattributedBand(context: PageContext): Html | undefined {
  const { report, texts } = context;
  const { metrics } = texts;
  const [first] = report.metrics;
  if (first === undefined) return undefined;
  const lines = report.metrics.map((metric) => metricLine(context, metric));
  const table = html`<thead>
      <tr>
        <th scope="col">${metrics.metric}</th>
        <th scope="col" class="num">${metrics.goals}</th>
        <th scope="col" class="num wide">${metrics.overlap}</th>
        <th scope="col" class="num">${metrics.unattributed}</th>
        <th scope="col" class="num">${metrics.total}</th>
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>`;
  return band(
    'unattributed',
    metrics.heading,
    metrics.hint,
    html`<p class="finding">${finding(context, first)}</p>
      ${scrolling(metrics.caption, table)}`,
  );
}

function metricLine(context: PageContext, metric: MetricSummary): Html {
  const cell = (decimal: string, more = '') =>
    html`<td class="num ${more}">${figure(context, metric, decimal)}</td>`;
  const path = ledgerPath(`unattributed/metric.${metric.metric}`);
  return html`<tr>
    <th scope="row">${metric.title}</th>
    ${cell(metric.goals)}${cell(metric.overlap, 'wide')}
    <td class="num"><a href="${path}">${figure(context, metric, metric.unattributed)}</a></td>
    ${cell(metric.total)}
  </tr>`;
}

function finding({ texts, format }: PageContext, metric: MetricSummary): string {
  const name = metric.title.toLowerCase();
  const amount = format.value(metric, metric.unattributed);
  const unattributed = micros(metric.unattributed);
  if (unattributed === 0n && micros(metric.total) === 0n) return texts.metrics.nothing(name);
  if (unattributed === 0n) return texts.metrics.none(name);
  const share = quotient(unattributed, micros(metric.total));
  if (share === undefined || share.startsWith('-'))
    return texts.metrics.amountOnly(metric.title, amount);
  return texts.metrics.finding(format.percent(share), name, amount);
}
