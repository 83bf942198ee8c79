import { DIMENSIONS } from '../../schemas/dimensions.ts';
import type { FactOf } from '../../schemas/facts.ts';

const happened = {
  source: 'shop',
  stream: 'all',
  id: 'ünï-1',
  version: 1_735_689_600_123,
  occurredAt: 1_735_689_600_123,
  day: '2025-01-01',
  observedAt: 1_735_689_600_456,
};
const dimensions = Object.fromEntries(DIMENSIONS.map((name) => [name, `a ${name}`]));
const touch = { channel: 'Email', campaign: 'spring', at: 1_735_689_000_000 };

/** A fact of each type with every field filled. */
export const wholeFacts: FactOf = {
  sale: {
    ...happened,
    ...dimensions,
    kind: 'line',
    orderId: 'o-1',
    orderName: '#1001',
    line: '2',
    quantity: '-1.5',
    currency: 'DKK',
    gross: '999999999999.999999',
    discount: '0.000001',
    returned: '12.5',
    tax: '-3',
    shipping: '39',
    duties: '20.5',
    fees: '-4',
    originalAmount: '7.25',
    originalCurrency: 'EUR',
    customer: 'c'.repeat(128),
    firstOrder: false,
    firstTouch: touch,
    lastTouch: { channel: 'Paid' },
    touches: [touch, { campaign: 'ünï' }, { channel: 'Paid' }],
  },
  traffic: {
    ...happened,
    ...dimensions,
    sessions: 5_000_000_000,
    visitors: 5,
    engaged: 4,
    addedToCart: 3,
    reachedCheckout: 2,
    converted: 1,
  },
  feedback: {
    ...happened,
    ...dimensions,
    kind: 'nps',
    score: '9',
    scaleMin: '0',
    scaleMax: '10',
    orderId: 'o-1',
    customer: 'c-1',
  },
  shipment: {
    ...happened,
    ...dimensions,
    orderId: 'o-1',
    orderedAt: 1,
    promisedAt: 2,
    shippedAt: 3,
    deliveredAt: 4,
    onTime: true,
    exception: 'lost',
  },
  return: {
    ...happened,
    ...dimensions,
    orderId: 'o-1',
    requestedAt: 1,
    receivedAt: 2,
    reason: 'too small',
    quantity: '1',
  },
  rate: { ...happened, currency: 'SEK', base: 'EUR', rate: '11.1325' },
};
