import type { PageContext } from './context.ts';
import type { ShownState } from './first-load.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import type { Texts } from './texts.ts';

const SHAPES: Record<ShownState | 'stale', Html> = {
  open: html`<circle cx="5" cy="5" r="4" fill="none" stroke-width="1.4" /><path
      d="M5 1a4 4 0 0 1 0 8z"
      stroke="none"
    />`,
  achieved: html`<path d="M.8 5.4 3.8 8.6 9.4 1.6" fill="none" stroke-width="2" />`,
  missed: html`<path d="M1 1 9 9M9 1 1 9" fill="none" stroke-width="2" />`,
  early: html`<circle cx="5" cy="5" r="4" fill="none" stroke-width="1.4" />`,
  nodata: html`<path d="M1 5H9" stroke-width="2" />`,
  nobaseline: html`<path d="M1 3H9M1 7H9" stroke-width="2" stroke-dasharray="2 1" />`,
  damaged: html`<path d="M5 1V6M5 8V9.4" stroke-width="2" />`,
  loading: html`<path d="M1 9H9M5 1V7M2 4.2 5 7 8 4.2" fill="none" stroke-width="1.6" />`,
  stale: html`<path d="M8.9 3.2A4.2 4.2 0 1 0 9.2 5.6" fill="none" stroke-width="1.4" />`,
};

const COLOURS: Record<ShownState, string> = {
  open: '',
  achieved: 'ok',
  missed: 'off',
  early: '',
  nodata: '',
  nobaseline: '',
  damaged: 'off',
  loading: '',
};

/** A status: shape, word and colour. */
export function statusMark({ texts }: PageContext, state: ShownState): Html {
  return html`<span class="st ${COLOURS[state]}">${mark(state)}${texts.states[state]}</span>`;
}

/** A shape of the sprite, to stand before a word. */
export function mark(shape: ShownState | 'stale'): Html {
  return html`<svg viewBox="0 0 10 10" aria-hidden="true"><use href="#m-${shape}" /></svg>`;
}

/** A ruled section: heading and hint beside its body. */
export function band(id: string, heading: string, hint: string | undefined, body: HtmlValue): Html {
  return html`<section class="band" aria-labelledby="${id}">
    <header>
      <h2 id="${id}">${heading}</h2>
      ${hint !== undefined && html`<p>${hint}</p>`}
    </header>
    <div class="body">${body}</div>
  </section>`;
}

/** A table that scrolls within itself and never the page. */
export function scrolling(caption: string, table: HtmlValue, hidden = false): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table>
      <caption class="${hidden ? 'vh' : ''}">
        ${caption}
      </caption>
      ${table}
    </table>
  </div>`;
}

/** Commands to run, one a line. */
export function commands(lines: readonly string[]): Html {
  return html`<pre tabindex="0"><code>${lines.join('\n')}</code></pre>`;
}

/** The outer parts of a page. */
export interface PageFrame {
  texts: Texts;
  title: string;
  stylesheet: string;
  main: HtmlValue;
  /** Right of the navigation: whose figures these are. */
  who?: string;
  foot?: HtmlValue;
  isOverview?: boolean;
}

/** A whole page with landmarks, skip link, navigation and sprite. */
export function page({ texts, title, stylesheet, main, who, foot, isOverview }: PageFrame): string {
  const { frame } = texts;
  const current = isOverview === true ? html` aria-current="page"` : undefined;
  return html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · goalstream</title>
        <link rel="stylesheet" href="${stylesheet}" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#main">${frame.skip}</a>
        <svg hidden aria-hidden="true">
          ${Object.entries(SHAPES).map(
            ([name, shape]) =>
              html`<symbol id="m-${name}" viewBox="0 0 10 10" overflow="visible">${shape}</symbol>`,
          )}
        </svg>
        <header class="top">
          <a class="brand" href="/"
            ><svg viewBox="0 0 24 12" aria-hidden="true">
              <path class="soft" d="M0 3h20v6H0z" />
              <path class="mark" d="M0 4.7h14v2.6H0z" />
              <path class="ink" d="M20 0h2v12h-2z" /></svg
            >goalstream</a
          >
          <nav aria-label="${frame.mainNav}">
            <ul>
              <li><a href="/" ${current}>${frame.overview}</a></li>
            </ul>
          </nav>
          ${who !== undefined && html`<span class="who">${who}</span>`}
        </header>
        <main id="main" tabindex="-1">${main}</main>
        <footer class="foot">${foot}</footer>
      </body>
    </html> `.markup;
}

/** The page of a report, with its moment and time zone in the foot. */
export function reportPage(
  context: PageContext,
  parts: { title: string; main: HtmlValue; isOverview?: boolean; json: string },
): string {
  const { texts, report, format } = context;
  const { frame } = texts;
  return page({
    texts,
    stylesheet: context.stylesheet,
    who: report.business.name,
    foot: html`<span>${frame.knownAt(format.instant(report.asOf))}</span
      ><span>${frame.daysAre(report.business.timezone)}</span><span>${frame.noForecast}</span
      ><a href="${parts.json}">${frame.api}</a>`,
    ...parts,
  });
}
