import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { createFormat, type Format } from './format.ts';
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
  return {
    texts: english,
    format: createFormat(report.business, english.language),
    report,
    stylesheet,
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
