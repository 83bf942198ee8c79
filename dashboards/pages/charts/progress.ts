import { html, type Html } from '../html.ts';
import { label, pct } from './parts.ts';

/** How far work has come, from 0 to 1, with what is done under the bar. */
export function progressBar(share: number, done: string): Html {
  const width = pct(Math.min(Math.max(share, 0), 1));
  return html`<svg class="chart" height="36" role="img" aria-label="${done}">
    <rect class="track" width="100%" height="10" />
    <rect class="mark" width="${width}" height="10" />
    ${label(done, '0', 30, 'hl')}
  </svg>`;
}
