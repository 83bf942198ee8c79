import type { LedgerEntry, LedgerPage } from '../../schemas/ledger.ts';
import { shareFigure, type PageContext } from './context.ts';
import { html, type Html } from './html.ts';

interface OwnedColumns {
  readonly head: Html;
  cells(entry: LedgerEntry): Html;
  readonly total: Html;
}

/** The columns of one owner's share and part; undefined where no owner was asked for. */
export function ownedColumns(
  context: PageContext,
  { owner }: LedgerPage,
  unit: { readonly unit: 'money' | 'count' },
): OwnedColumns | undefined {
  if (owner === undefined) return undefined;
  const { texts, format } = context;
  const part = (decimal: string | undefined) =>
    html`<td class="num">
      ${
        decimal === undefined
          ? '–'
          : html`<data value="${decimal}">${format.amount(unit, decimal)}</data>`
      }
    </td>`;
  return {
    head: html`<th scope="col" class="num">${texts.ledger.share}</th>
      <th scope="col" class="num">${texts.ledger.part(owner.name)}</th>`,
    cells: ({ share = '0', owned }) =>
      html`<td class="num">${shareFigure(context, share)}</td>
        ${part(owned)}`,
    total: html`<td></td>
      ${part(owner.value)}`,
  };
}
