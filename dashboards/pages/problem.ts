import { commands, page } from './frame.ts';
import { html, type Html } from './html.ts';
import { english } from './texts.ts';

/** What a page says when it cannot show what was asked for. Texts are shown as they stand, escaped. */
export interface Problem {
  kind: 'goal' | 'page' | 'failed' | 'request';
  code: string;
  requestId: string;
  /** For a request that was malformed: what, and how to mend it. */
  detail?: string;
}

/** A page for what is not there or could not be made. */
export function problemPage(problem: Problem, stylesheet: string): string {
  const texts = english;
  const { problems } = texts;
  const title = problems[problem.kind];
  return page({
    texts,
    title,
    stylesheet,
    main: html`<div class="head">
      <h1>${title}</h1>
      ${help(problem)}
      <p><a href="/">${problems.toOverview}</a></p>
      <p class="small quiet">${problems.code(problem.code, problem.requestId)}</p>
    </div>`,
  });
}

function help({ kind, detail }: Problem): Html {
  const { problems } = english;
  if (kind === 'failed')
    return html`<p>${problems.failedHelp}</p>
      ${commands(['goalstream doctor'])}`;
  if (kind === 'request') return html`<p>${detail}</p>`;
  return html`<p>${kind === 'goal' ? problems.goalHelp : problems.pageHelp}</p>`;
}
