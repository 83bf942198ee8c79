import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMetrics } from '../../pipeline/config/load-metrics.ts';
import { formatProblem } from '../../pipeline/config/problem.ts';
import { partFilter, partValue } from '../../pipeline/metrics/part-sql.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-metrics-'));
  await mkdir(join(folder, 'metrics'));
});
afterEach(() => rm(folder, { recursive: true }));

async function load(text: string, file = 'own.yaml') {
  await writeFile(join(folder, 'metrics', file), text);
  return loadMetrics(folder, undefined);
}

/** A file with one metric, of which something is said otherwise. */
function own(lines: string, id = 'own'): string {
  return `metrics:\n  - id: ${id}\n    title: Own\n    unit: count\n    direction: up\n    description: Own.\n${lines}`;
}

test('a project without a folder of metrics has the built-in ones', async () => {
  await rm(join(folder, 'metrics'), { recursive: true });
  const { metrics, problems } = await loadMetrics(folder, undefined);
  expect([[...metrics.keys()], problems]).toEqual([[...builtIn.keys()], []]);
  const missing = await loadMetrics(folder, ['own']);
  expect(missing.problems.map(formatProblem)).toEqual([
    '  goalstream.yaml metrics: there is no file or folder own. Mend: make own, or correct the path.',
  ]);
});

test('own metrics stand beside the built-in ones, and may be made of their parts', async () => {
  const { metrics, problems } = await load(`metrics:
  - id: margin_free_rate
    title: { en: Own rate }
    unit: ratio
    direction: down
    kind: ratio
    parts:
      - { id: cheap_sales, fact: sale, aggregate: sum, value: gross - discount, where: [{ column: gross, below: 10 }, { column: country, in: [DK] }] }
      - { part: net_sales }
    description: Cheap sales ÷ net sales.
  - id: mean_lead_time
    title: { en: Mean delivery time, da: Gennemsnitlig leveringstid }
    version: 3
    unit: days
    direction: down
    kind: mean
    dimensions: [country]
    parts:
      - { id: lead_days, fact: shipment, aggregate: sum, value: deliveredAt - orderedAt }
      - { id: lead_parcels, fact: shipment, aggregate: count }
    description: Days from order to delivery.
`);
  expect(problems).toEqual([]);
  expect(metrics.size).toBe(builtIn.size + 2);
  const [cheap, net] = metrics.get('margin_free_rate')?.parts ?? [];
  expect(net).toBe(builtIn.get('net_sales')?.parts[0]);
  expect(cheap && partFilter(cheap)).toBe(
    "if(fx = 1, toDecimal128(gross, 6), toDecimal128(roundBankers(toDecimal128(gross, 6) * fx, 6), 6)) < toDecimal128('10', 6) AND country IN ('DK')",
  );
  const [days] = metrics.get('mean_lead_time')?.parts ?? [];
  expect(days && partFilter(days)).toBe(
    'toUnixTimestamp64Milli(delivered_at) != 0 AND toUnixTimestamp64Milli(ordered_at) != 0',
  );
  expect(days && partValue(days)).toContain('/ 86400000');
  expect(metrics.get('mean_lead_time')).toMatchObject({ version: 3, dimensions: ['country'] });
  expect(metrics.get('margin_free_rate')).toMatchObject({ version: 1, title: { da: 'Own rate' } });
});

/** One part over sales. */
const sum = (value: string): string =>
  `    kind: sum\n    parts: [{ id: p, fact: sale, aggregate: sum, value: ${value} }]\n`;

describe('every mistake is said with its place, its reason and its mend', () => {
  test.each([
    [
      'a built-in id',
      own(sum('gross'), 'aov'),
      'metrics[0].id: there is a metric aov among the built-in metrics. Mend: give it another id.',
    ],
    [
      'an unknown column',
      own(sum('gros')),
      'metrics[0].parts[0].value: sale facts have no column gros; they have kind, orderId, customer, quantity, gross, discount, returned, tax, shipping, duties, fees, firstOrder, shop, channel, campaign, country, device, product, productType, vendor, sku, location, staff. Mend: write gross.',
    ],
    [
      'no sum of columns',
      own(sum('"gross * 2"')),
      'metrics[0].parts[0].value: is not a sum of columns. Mend: write one such as gross - discount, or a list of { add: column, where: [...] }.',
    ],
    [
      'a text that is added',
      own(sum('country')),
      'metrics[0].parts[0].value: country is a text, which can’t be added. Mend: write one of quantity, gross, discount, returned, tax, shipping, duties, fees.',
    ],
    [
      'a sum of a ratio',
      own(sum('conversion_rate')),
      'metrics[0].parts[0].value: conversion_rate is a metric of kind ratio, and rates must not be added or averaged: each day’s stands for another number of facts. Mend: use what it is made of: converted_sessions and sessions.',
    ],
    [
      'a part that is a ratio',
      own('    kind: sum\n    parts: [{ part: aov }]\n'),
      'metrics[0].parts[0].part: aov is a metric of kind ratio, and rates must not be added or averaged: each day’s stands for another number of facts. Mend: use what it is made of: gross_less_discounts and orders.',
    ],
    [
      'an average of averages',
      own('    kind: mean\n    parts: [{ part: review_rating }, { part: reviews }]\n'),
      'metrics[0].parts[0].part: review_rating is a metric of kind mean, and averages must not be averaged: each day’s stands for another number of facts. Mend: use what it is made of: review_stars and reviews.',
    ],
    [
      'added distinct counts',
      own('    kind: sum\n    parts: [{ part: orders }]\n'),
      'metrics[0].parts[0]: orders is a distinct count, and distinct counts must not be added: who comes on two days would count twice. Mend: use kind distinct, which merges what was counted.',
    ],
    [
      'added visitors',
      own(
        '    kind: sum\n    parts: [{ id: p, fact: traffic, aggregate: sum, value: visitors }]\n',
      ),
      'metrics[0].parts[0].value: visitors is a distinct count, and distinct counts must not be added: who comes on two days would count twice. Mend: use { part: visitor_days }, which says that it adds days.',
    ],
    [
      'a percentile of percentiles',
      own('    kind: percentile\n    parts: [{ part: delivery_lead_time_p90 }]\n'),
      'metrics[0].parts[0].part: delivery_lead_time_p90 is a metric of kind percentile, and there is no percentile of percentiles: it takes the values themselves. Mend: use what it is made of: lead_time_p90.',
    ],
    [
      'a ratio of percentiles',
      own('    kind: ratio\n    parts: [{ part: lead_time_p90 }, { part: orders }]\n'),
      'metrics[0].parts[0]: lead_time_p90 is a percentile, and there is no ratio of percentiles: that of a week doesn’t follow from those of its days. Mend: use kind percentile with this one part.',
    ],
    [
      'a ratio of one part',
      own('    kind: ratio\n    parts: [{ part: orders }]\n'),
      'metrics[0].parts: has one part, and kind ratio is made of a numerator and a denominator. Mend: write a numerator and a denominator.',
    ],
    [
      'a mean of other facts',
      own('    kind: mean\n    parts: [{ part: review_stars }, { part: csat_answers }]\n'),
      'metrics[0].parts: counts other facts than it adds up. Mend: give both parts the same fact and where, or use kind ratio.',
    ],
    [
      'another definition of a part',
      own(
        '    kind: sum\n    parts: [{ id: net_sales, fact: sale, aggregate: sum, value: gross }]\n',
      ),
      'metrics[0].parts[0].id: there is another part net_sales with another definition. Mend: give this one its own id, or write { part: net_sales } to use that one.',
    ],
    [
      'an unknown part',
      own('    kind: sum\n    parts: [{ part: net_sale }]\n'),
      'metrics[0].parts[0].part: there is no part net_sale. Mend: write net_sales.',
    ],
    [
      'a dimension that the facts lack',
      own(
        '    kind: ratio\n    dimensions: [country, product]\n    parts: [{ part: orders }, { part: sessions }]\n',
      ),
      'metrics[0].dimensions[1]: sale and traffic facts don’t all have a product. Mend: write some of shop, channel, campaign, country, device, location.',
    ],
    [
      'an unknown aggregate',
      own('    kind: sum\n    parts: [{ id: p, fact: sale, aggregate: average, value: gross }]\n'),
      'metrics[0].parts[0].aggregate: is not a part. Mend: write aggregate: sum, count, distinct, percentile, repeated or cohort, or { part: id } for one that there is.',
    ],
    [
      'a condition that can’t be',
      own(
        '    kind: sum\n    parts: [{ id: p, fact: sale, aggregate: count, where: [{ column: country, atLeast: 4 }] }]\n',
      ),
      'metrics[0].parts[0].where[0].column: country is a text, which can’t be compared with numbers. Mend: write one of quantity, gross, discount, returned, tax, shipping, duties, fees.',
    ],
    [
      'a sum of times',
      own(
        '    kind: sum\n    parts: [{ id: p, fact: shipment, aggregate: sum, value: deliveredAt }]\n',
      ),
      'metrics[0].parts[0].value: uses times otherwise than as the difference of two. Mend: write deliveredAt - orderedAt, say.',
    ],
    [
      'money without money',
      own('    kind: sum\n    parts: [{ part: units }]\n').replace('unit: count', 'unit: money'),
      'metrics[0].unit: is money, and no part adds any. Mend: write count, ratio, days or score.',
    ],
  ])('%s', async (_, text, expected) => {
    const { problems } = await load(text);
    expect(problems.map((problem) => formatProblem({ ...problem, line: 1 }).trim())).toEqual([
      `metrics/own.yaml:1 ${expected}`,
    ]);
  });
});

test('two own metrics of one id are a mistake, and hide no other', async () => {
  await writeFile(join(folder, 'metrics', 'a.yaml'), own(sum('gross')));
  const { problems } = await load(
    own('    kind: sum\n    parts: [{ part: nowhere_at_all_x }]\n'),
    'b.yaml',
  );
  expect(problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
    'metrics/b.yaml:2 there is a metric own in metrics/a.yaml',
    'metrics/b.yaml:8 there is no part nowhere_at_all_x',
  ]);
});
