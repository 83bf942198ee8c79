import { html, type Html } from '../html.ts';
import { pct } from './parts.ts';

/** One block a period: filled inside the band, pale with a cap outside, thin where not known. */
export function blocks(id: string, title: string, inside: readonly (boolean | undefined)[]): Html {
  const step = 1 / Math.max(inside.length, 1);
  return html`<svg class="bullet" width="100%" height="20" role="img" aria-labelledby="${id}">
    <title id="${id}">${title}</title>
    ${inside.map((state, index) => block(pct(index * step), pct(step * 0.86), state))}
  </svg>`;
}

function block(x: string, width: string, inside: boolean | undefined): Html {
  if (inside === undefined)
    return html`<rect class="soft" x="${x}" width="${width}" y="9" height="2" />`;
  if (inside) return html`<rect class="mark" x="${x}" width="${width}" y="5" height="10" />`;
  return html`<rect class="neg" x="${x}" width="${width}" y="1" height="3" /><rect
      class="soft"
      x="${x}"
      width="${width}"
      y="5"
      height="10"
    />`;
}
