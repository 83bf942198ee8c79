import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { createFormat, keepTogether, type Format } from './format.ts';
import { html, type Html } from './html.ts';
import { english, type Texts } from './texts.ts';

/** What every part of a page needs: the words, the number format and the report it is made from. */
export interface PageContext {
  texts: Texts;
  format: Format;
  report: AttainmentReport;
  /** Path of the stylesheet, with its version. */
  stylesheet: string;
}

export function createContext(report: AttainmentReport, stylesheet: string): PageContext {
  const format = createFormat(report.business, english.language);
  const goals = report.goals.map((goal) => readable(goal, format));
  return { texts: english, format, report: { ...report, goals }, stylesheet };
}

/** A goal's texts with their figures and units in one line, and dates as people write them. */
function readable(goal: GoalAttainment, format: Format): GoalAttainment {
  const { title, scope, reason } = goal;
  return {
    ...goal,
    title: keepTogether(title),
    scope: keepTogether(scope),
    ...(reason !== undefined && {
      reason: reason.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => format.fullDay(day)),
    }),
  };
}

/** A figure with its exact value beside the spelled one, for machines; told from those in `beside`. */
export function figure(
  { format }: PageContext,
  metric: Pick<GoalAttainment['metric'], 'unit'>,
  decimal: string,
  beside: readonly string[] = [],
): Html {
  return html`<data value="${decimal}">${format.value(metric, decimal, beside)}</data>`;
}

/** A share in percent with its exact value for machines. */
export function shareFigure({ format }: PageContext, decimal: string): Html {
  return html`<data value="${decimal}">${format.percent(decimal)}</data>`;
}

/** The page of a goal. */
export function goalPath(id: string): string {
  return `/goals/${encodeURIComponent(id)}`;
}

/** The page of what a goal, or a remainder such as `unattributed/<goal>`, counted. */
export function ledgerPath(counter: string): string {
  return `${goalPath(counter)}/ledger`;
}
