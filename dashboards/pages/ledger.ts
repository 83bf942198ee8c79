import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { LedgerEntry, LedgerPage } from '../../schemas/ledger.ts';
import { goalPath, ledgerPath, type PageContext } from './context.ts';
import { ownedColumns } from './ledger-owner.ts';
import { sumOf } from './figures.ts';
import { band, reportPage, scrolling } from './frame.ts';
import { html, type Html } from './html.ts';

/** Which days of the ledger are shown, and whether it is a later page. */
export interface LedgerView {
  from?: string;
  to?: string;
  cursor?: string;
  owner?: string;
  order?: string;
}

/** Every fact a goal, or a remainder, counted: one page with its sums and those of the selection. */
export function ledgerViewPage(context: PageContext, ledger: LedgerPage, view: LedgerView): string {
  const { texts, report } = context;
  const goal = report.goals.find(({ id }) => id === ledger.goal);
  const title = texts.ledger.title(subject(context, ledger.goal, goal));
  const main = html`<div class="head">
      <p class="meta">
        <a href="${goal === undefined ? '/' : goalPath(goal.id)}"
          >${goal?.title ?? texts.frame.overview}</a
        >
      </p>
      <h1>${title}</h1>
      ${goal !== undefined && html`<p>${texts.goal.counts(goal.metric.title, goal.scope)}</p>`}
      ${ledger.owner !== undefined && html`<p>${texts.ledger.of(ledger.owner.name)}</p>`}
    </div>
    ${band('selection', texts.ledger.selection, undefined, form(context, ledger.goal, view))}${band(
      'entries',
      texts.ledger.heading,
      texts.ledger.hint,
      html`${ledger.entries.length === 0 ? html`<p>${texts.ledger.empty}</p>` : table(context, ledger, view.cursor === undefined && ledger.next === undefined)}${pager(context, ledger, view)}`,
    )}`;
  const json = `/v1/goals/${encodeURIComponent(ledger.goal)}/ledger${query(view)}`;
  return reportPage(context, { title, main, json });
}

function subject(
  { texts, report }: PageContext,
  id: string,
  goal: GoalAttainment | undefined,
): string {
  if (goal !== undefined) return goal.title;
  const [kind, of = ''] = id.split('/');
  const whole =
    report.goals.find((other) => other.id === of)?.title ??
    report.metrics.find(({ metric }) => `metric.${metric}` === of)?.title ??
    of;
  const words = kind === 'overlap' ? texts.ledger.overlap : texts.ledger.unattributed;
  return `${words}, ${whole}`;
}

function form({ texts }: PageContext, id: string, { from, to, owner, order }: LedgerView): Html {
  return html`<form class="form days" method="get" action="${ledgerPath(id)}">
    ${owner !== undefined && html`<input type="hidden" name="owner" value="${owner}" />`}
    <p>
      <label for="from">${texts.ledger.from}</label>
      <input id="from" name="from" type="date" value="${from}" />
    </p>
    <p>
      <label for="to">${texts.ledger.to}</label>
      <input id="to" name="to" type="date" value="${to}" />
    </p>
    <p>
      <label for="order">${texts.ledger.order}</label>
      <input id="order" name="order" type="search" maxlength="512" value="${order}" />
    </p>
    <p class="acts"><button class="main">${texts.ledger.show}</button></p>
  </form>`;
}

function table(context: PageContext, ledger: LedgerPage, isWhole: boolean): Html {
  const { texts, format } = context;
  const words = texts.ledger;
  const unit = unitOf(context, ledger.goal);
  const parts = Object.keys(ledger.totals);
  const sums = (values: Record<string, string>) =>
    parts.map(
      (part) =>
        html`<td class="num">
          <data value="${values[part]}">${format.amount(unit, values[part] ?? '0')}</data>
        </td>`,
    );
  const pageSums = Object.fromEntries(
    parts.map((part) => [part, sumOf(ledger.entries.map(({ values }) => values[part]))]),
  );
  const head = parts.map((part) => html`<th scope="col" class="num">${partName(part)}</th>`);
  const owned = ownedColumns(context, ledger, unit);
  const lead = (text: string) =>
    html`<th scope="row">${text}</th>
      <td></td>
      <td class="wide"></td>
      <td class="wide"></td>
      <td class="wide"></td>`;
  return scrolling(
    words.caption,
    html`<thead>
        <tr>
          <th scope="col">${words.day}</th>
          <th scope="col">${words.what}</th>
          <th scope="col" class="wide">${words.country}</th>
          <th scope="col" class="wide">${words.fact}</th>
          <th scope="col" class="wide">${words.rule}</th>
          ${head}${owned?.head}
        </tr>
      </thead>
      <tbody>
        ${ledger.entries.map((entry) => line(context, entry, [...sums(entry.values), owned?.cells(entry)]))}
      </tbody>
      <tfoot>
        ${
          !isWhole &&
          html`<tr>
            ${lead(words.pageSum)}${sums(pageSums)}${
              ledger.owner !== undefined &&
              html`<td></td>
                <td></td>`
            }
          </tr>`
        }
        <tr>
          ${lead(words.total)}${sums(ledger.totals)}${owned?.total}
        </tr>
      </tfoot>`,
  );
}

/** Sums of money are spelled as money; the parts of a ratio and counts as plain numbers. */
function unitOf({ report }: PageContext, id: string): { unit: 'money' | 'count' } {
  const of = id.split('/').at(-1) ?? id;
  const metric = report.goals.find((goal) => goal.id === of)?.metric;
  const summary = report.metrics.find((candidate) => `metric.${candidate.metric}` === of);
  const isMoney =
    metric === undefined
      ? summary?.unit === 'money'
      : metric.unit === 'money' && metric.kind === 'sum';
  return { unit: isMoney ? 'money' : 'count' };
}

/** A part's id in words: `gross_sales` is "Gross sales". */
function partName(part: string): string {
  const words = part.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function line(
  { texts, format }: PageContext,
  entry: LedgerEntry,
  values: readonly (Html | undefined)[],
): Html {
  const { orderId, orderName, link, product, country, source, stream, id } = entry;
  const name = html`<b>${orderName ?? orderId}</b>`;
  const order = link === undefined ? name : html`<a href="${link}" rel="noreferrer">${name}</a>`;
  const what = html`${orderId !== undefined && html`${order} `}${product ?? (orderId === undefined && id)}`;
  return html`<tr>
    <th scope="row" class="nb">
      ${format.fullDay(entry.day)}<span class="own">${format.time(entry.occurredAt)}</span>
    </th>
    <td>${what}</td>
    <td class="wide">${country}</td>
    <td class="wide">${source}/${stream}/${id}</td>
    <td class="wide">
      ${entry.rule}${entry.revision !== undefined && html`<span class="own">${texts.ledger.revision(String(entry.revision.n), format.fullDay(entry.revision.from))}</span>`}
    </td>
    ${values}
  </tr>`;
}

function pager({ texts }: PageContext, ledger: LedgerPage, view: LedgerView): Html {
  const { from, to, owner, order } = view;
  const range = {
    ...(owner !== undefined && { owner }),
    ...(order !== undefined && { order }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  const path = ledgerPath(ledger.goal);
  const first =
    view.cursor !== undefined && html`<a href="${path}${query(range)}">${texts.ledger.first}</a> `;
  const next =
    ledger.next !== undefined &&
    html`<a rel="next" href="${path}${query({ ...range, cursor: ledger.next })}"
      >${texts.ledger.next}</a
    >`;
  return html`<p>${first}${next}</p>`;
}

function query(view: LedgerView): string {
  const text = new URLSearchParams({ ...view }).toString();
  return text === '' ? '' : `?${text}`;
}
