import type { AttainmentReport } from '../../schemas/attainment.ts';
import { addDecimals } from '../../schemas/decimal.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import { table } from './output.ts';

/** Entries of a ledger for a terminal, with the totals of the whole selection. */
export function ledgerTable({ entries, totals, owner, next }: LedgerPage): string {
  const parts = Object.keys(totals);
  const rows = entries.map(
    ({ day, source, id, orderId, orderName, product, country, values, share, owned }) => [
      day,
      source,
      id,
      orderName ?? orderId ?? '',
      (product ?? '').slice(0, 32),
      country ?? '',
      ...parts.map((part) => values[part] ?? '0'),
      ...(owner === undefined ? [] : [share ?? '0', owned ?? '–']),
    ],
  );
  const body = table(
    [
      { title: 'Day' },
      { title: 'Source' },
      { title: 'Id' },
      { title: 'Order' },
      { title: 'Product' },
      { title: 'Country' },
      ...[...parts, ...(owner === undefined ? [] : ['Share', owner.name])].map((title) => ({
        title,
        align: 'right' as const,
      })),
    ],
    [
      ...rows,
      [
        'Total',
        ...Array.from({ length: 5 }, () => ''),
        ...parts.map((part) => totals[part] ?? '0'),
        ...(owner === undefined ? [] : ['', owner.value ?? '–']),
      ],
    ],
  );
  return next === undefined
    ? body
    : `${body}\n(the first ${entries.length} entries; --limit shows more, the totals are of all)`;
}

/** For each metric: goals − counted twice + unattributed = total, with each goal's children below. */
export function ledgerSummary({ metrics, goals }: AttainmentReport): string {
  const rows = metrics.flatMap(({ metric, title, total, goals: sum, overlap, unattributed }) => [
    [title, '', ''],
    ...goals
      .filter((goal) => goal.metric.id === metric && goal.parent === undefined)
      .flatMap((goal) => [
        [`  ${goal.title}`, goal.owner.name, goal.actual ?? '0'],
        ...(goal.children === undefined
          ? []
          : [
              ...goal.children.ids.map((id) => {
                const child = goals.find((candidate) => candidate.id === id);
                return [`    ${child?.title ?? id}`, child?.owner.name ?? '', child?.actual ?? '0'];
              }),
              ...(goal.children.overlap === '0'
                ? []
                : [
                    [
                      '    counted by more than one part',
                      '',
                      addDecimals('0', goal.children.overlap, -1),
                    ],
                  ]),
              ['    unattributed', '', goal.children.unattributed],
            ]),
      ]),
    ['  sum of these goals', '', sum],
    ['  counted by more than one goal', '', addDecimals('0', overlap, -1)],
    ['  unattributed', '', unattributed],
    ['  total', '', total],
  ]);
  return table([{ title: 'Metric' }, { title: 'Owner' }, { title: 'Value', align: 'right' }], rows);
}
