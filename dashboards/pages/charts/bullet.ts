import { html, type Html } from '../html.ts';
import { pct } from './parts.ts';

const SCALE = 1.25;

/**
 * A bar from 0 to 125 % of the target on every row. Beyond the scale it stops at the edge.
 * @param shares attained and, where there is one, the even pace; 1 is the target.
 */
export function bullet(
  id: string,
  title: string,
  shares: { attained: number; pace?: number },
): Html {
  const x = (share: number) => pct(Math.min(Math.max(share / SCALE, 0), 1));
  const { attained, pace } = shares;
  return html`<svg class="bullet" width="100%" height="20" role="img" aria-labelledby="${id}">
    <title id="${id}">${title}</title>
    <rect class="track" y="4" width="80%" height="12" />
    <rect class="mark" y="7.5" width="${x(attained)}" height="5" />
    ${
      pace !== undefined &&
      html`<line
        class="tick"
        x1="${x(pace)}"
        x2="${x(pace)}"
        y1="2"
        y2="18"
        stroke-dasharray="3 2"
      />`
    }
    <line class="tick" x1="80%" x2="80%" y1="1" y2="19" stroke-width="2.5" />
  </svg>`;
}
