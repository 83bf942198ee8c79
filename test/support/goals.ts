import type { Goal } from '../../schemas/goals.ts';

type Reach = Extract<Goal, { type: 'reach' }>;

/** A reach goal on net sales over 2024; say what differs. */
export function reach(values: Partial<Reach> & Pick<Reach, 'id'>): Reach {
  return {
    title: values.id,
    metric: 'net_sales',
    owners: [{ owner: 'anna', share: '1' }],
    type: 'reach',
    target: '1000',
    window: { start: '2024-01-01', end: '2024-12-31' },
    ...values,
  };
}
