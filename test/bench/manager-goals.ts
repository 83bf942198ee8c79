import type { Goal, Scope } from '../../schemas/goals.ts';
import { values } from './facts.ts';

/**
 * Goals of market managers over a year, with one to three conditions: countries first, then channels
 * in countries, then product types in those, spread over all of them, whatever the number.
 */
export function managerGoals(count: number): readonly Goal[] {
  const scopes = [...countries(), ...channels(), ...types()];
  const step = scopes.length / count;
  return Array.from({ length: count }, (_, index) => {
    const scope = scopes[Math.floor(index * step)] ?? { dimension: 'country', equals: '' };
    return goalOf(`goal-${String(index).padStart(4, '0')}`, scope);
  });
}

function goalOf(id: string, scope: Scope): Goal {
  return {
    id,
    title: id,
    metric: 'net_sales',
    owners: [{ owner: 'anna', share: '1' }],
    type: 'reach',
    target: '1000',
    window: { start: '2025-01-01', end: '2025-12-31' },
    scope,
  };
}

function countries(): readonly Scope[] {
  return values.country.map((equals) => ({ dimension: 'country', equals }));
}

function channels(): readonly Scope[] {
  return countries().flatMap((country) =>
    values.channel.map((equals) => ({ all: [country, { dimension: 'channel', equals }] })),
  );
}

function types(): readonly Scope[] {
  return channels().flatMap((channel) =>
    values.productType
      .slice(0, 4)
      .map((equals) => ({ all: [channel, { dimension: 'productType', equals }] })),
  );
}
