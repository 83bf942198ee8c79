import { goal, goals, relative, type Mistake } from './write.ts';

/** Mistakes within one goal. */
export const oneGoal: readonly Mistake[] = [
  {
    name: 'an id with capitals',
    yaml: goals(goal({ id: 'UK' })),
    said: 'goals.yaml:5 goals[0].id: must be lower-case letters, digits and -, at most 64. Mend: write one such as uk-q4.',
  },
  {
    name: 'a missing title',
    yaml: goals(goal({ title: undefined })),
    said: 'goals.yaml:5 goals[0].title: is missing. Mend: add it (text).',
  },
  {
    name: 'a mistyped key',
    yaml: goals(goal({ wieght: '0.5' })),
    said: 'goals.yaml:12 goals[0].wieght: there is no key wieght. Mend: take it out or correct its name.',
  },
  {
    name: 'a mistyped metric',
    yaml: goals(goal({ metric: 'net_sale' })),
    said: 'goals.yaml:7 goals[0].metric: there is no metric net_sale. Mend: write net_sales.',
  },
  {
    name: 'an unknown type',
    yaml: goals(goal({ type: 'grow' })),
    said: 'goals.yaml:9 goals[0].type: must have type reach, increase, decrease, maintain or relative. Mend: write one of these.',
  },
  {
    name: 'a target in words',
    yaml: goals(goal({ target: 'a lot' })),
    said: 'goals.yaml:10 goals[0].target: is not a plain number of at most 12 digits and 6 places. Mend: write one such as 12.5.',
  },
  {
    name: 'a target in percent',
    yaml: goals(goal({ target: '8 %' })),
    said: 'goals.yaml:10 goals[0].target: is a percentage (8 %) where a plain number is meant. Mend: write 0.08 for a rate; for a change against the past use type: relative with change: 8 %.',
  },
  {
    name: 'a target with commas',
    yaml: goals(goal({ target: '1,000,000' })),
    said: 'goals.yaml:10 goals[0].target: is 1,000,000, which is no plain number. Mend: write 1000000, with digits and a point before decimals only.',
  },
  {
    name: 'a target with a comma that may be either',
    yaml: goals(goal({ target: '1,000' })),
    said: 'goals.yaml:10 goals[0].target: is 1,000, which is no plain number. Mend: write 1000 or 1, as it is meant.',
  },
  {
    name: 'a target in Danish with its currency',
    yaml: goals(goal({ target: 'kr. 1.500.000,50' })),
    said: 'goals.yaml:10 goals[0].target: is kr. 1.500.000,50, with a currency or unit, which is no plain number. Mend: write 1500000.50, with digits and a point before decimals only.',
  },
  {
    name: 'a target in millions',
    yaml: goals(goal({ target: '1,5 mio' })),
    said: 'goals.yaml:10 goals[0].target: is 1,5 mio, which is no plain number. Mend: write 1500000.',
  },
  {
    name: 'a weight in percent',
    yaml: goals(goal({ weight: '60 %' })),
    said: 'goals.yaml:12 goals[0].weight: is a percentage (60 %) where a plain number is meant. Mend: write 0.6.',
  },
  {
    name: 'an empty title',
    yaml: goals(goal({ title: '""' })),
    said: 'goals.yaml:6 goals[0].title: is empty. Mend: write a text.',
  },
  {
    name: 'a blank title',
    yaml: goals(goal({ title: '" "' })),
    said: 'goals.yaml:6 goals[0].title: is blank. Mend: write a title for people.',
  },
  {
    name: 'an unquoted SKU',
    yaml: goals(goal({ scope: '{ dimension: sku, equals: 00123 }' })),
    said: 'goals.yaml:12 goals[0].scope.equals: is read as the number 123, and a text is meant. Mend: write it in quotes, with every digit and zero that belongs to it: "00123".',
  },
  {
    name: 'a value that YAML reads as true',
    yaml: goals(goal({ scope: '{ dimension: sku, equals: true }' })),
    said: 'goals.yaml:12 goals[0].scope.equals: is read as true, and a text is meant. Mend: write "true", in quotes.',
  },
  {
    name: 'equal for equals',
    yaml: goals(goal({ scope: '{ dimension: country, equal: Denmark }' })),
    said: 'goals.yaml:12 goals[0].scope.equal: there is no key equal. Mend: write equals.',
  },
  {
    name: 'a mistyped dimension key',
    yaml: goals(goal({ scope: '{ dimention: country, equals: Denmark }' })),
    said: 'goals.yaml:12 goals[0].scope.dimention: there is no key dimention. Mend: write dimension.',
  },
  {
    name: 'two conditions in one',
    yaml: goals(goal({ scope: '{ dimension: country, equals: A, in: [B] }' })),
    said: 'goals.yaml:12 goals[0].scope: has equals and in. Mend: keep one of them; for both write all: [{ … }, { … }].',
  },
  {
    name: 'a condition beside a group',
    yaml: goals(goal({ scope: '{ all: [], not: { dimension: country, equals: A } }' })),
    said: 'goals.yaml:12 goals[0].scope: has all and not side by side. Mend: put conditions that belong together into all: [{ … }, { … }].',
  },
  {
    name: 'a dimension without a value',
    yaml: goals(goal({ scope: '{ dimension: country }' })),
    said: 'goals.yaml:12 goals[0].scope: names a dimension and no value. Mend: add equals, in: [...] or prefix.',
  },
  {
    name: 'a value without a dimension',
    yaml: goals(goal({ scope: '{ equals: Denmark }' })),
    said: 'goals.yaml:12 goals[0].scope.dimension: is missing. Mend: write the dimension that is meant, such as country.',
  },
  {
    name: 'one value for a list',
    yaml: goals(goal({ scope: '{ dimension: country, in: Denmark }' })),
    said: 'goals.yaml:12 goals[0].scope.in: must be a list. Mend: put it in brackets: [Denmark].',
  },
  {
    name: 'days as another country writes them',
    yaml: goals(goal({ window: '{ start: 01/10/2026, end: 31.12.2026 }' })),
    said: [
      'goals.yaml:11 goals[0].window.start: is 01/10/2026, which is not a day. Mend: write 2026-10-01 or 2026-01-10, as it is meant.',
      'goals.yaml:11 goals[0].window.end: is 31.12.2026, which is not a day. Mend: write 2026-12-31.',
    ].join('\n'),
  },
  {
    name: 'from and to for start and end',
    yaml: goals(goal({ window: '{ from: 2026-10-01, to: 2026-12-31 }' })),
    said: 'goals.yaml:11 goals[0].window: has from and to. Mend: write { start: 2026-10-01, end: 2026-12-31 } with your days.',
  },
  {
    name: 'a quarter turned around',
    yaml: goals(goal({ window: 'Q4 2026' })),
    said: 'goals.yaml:11 goals[0].window: Q4 2026 is no period. Mend: write 2026-Q4.',
  },
  {
    name: 'true for yes',
    yaml: goals(goal({ company: 'yes' })),
    said: 'goals.yaml:12 goals[0].company: must be true or false. Mend: write true or false, without quotes.',
  },
  {
    name: 'a missing target',
    yaml: goals(goal({ target: undefined })),
    said: 'goals.yaml:5 goals[0].target: is missing. Mend: write a plain number such as 12.5.',
  },
  {
    name: 'a target of zero',
    yaml: goals(goal({ target: '0' })),
    said: 'goals.yaml:10 goals[0].target: must be above 0 for type reach. Mend: write a positive number, or use type maintain with a band.',
  },
  {
    name: 'no owner',
    yaml: goals(goal({ owner: undefined })),
    said: 'goals.yaml:5 goals[0].owner: is missing. Mend: write owner: and the id of an owner or a team, or owners: for several.',
  },
  {
    name: 'owner and owners',
    yaml: goals(goal({ owners: '[{ owner: ben }]' })),
    said: 'goals.yaml:12 goals[0].owners: stands beside owner. Mend: take owner out, or write owner: anna alone.',
  },
  {
    name: 'a mistyped owner',
    yaml: goals(goal({ owner: 'ana' })),
    said: 'goals.yaml:8 goals[0].owner: there is no owner ana. Mend: write anna, or add ana to owners.',
  },
  {
    name: 'shares above 1',
    yaml: goals(
      goal({
        owner: undefined,
        owners: '[{ owner: anna, share: 0.6 }, { owner: ben, share: 0.6 }]',
      }),
    ),
    said: 'goals.yaml:11 goals[0].owners: the shares sum to 1.2 from 2026-10-01 to 2026-12-31. Mend: make the shares of these days sum to exactly 1.',
  },
  {
    name: 'days that nobody owns',
    yaml: goals(
      goal({
        owner: undefined,
        owners:
          '[{ owner: anna, to: 2026-10-31 }, { owner: ben, from: 2026-11-16, to: 2026-12-30 }]',
      }),
    ),
    said: 'goals.yaml:11 goals[0].owners: nobody owns it from 2026-11-01 to 2026-11-15, the longest of 2 such stretches. Mend: let an owner’s from or to cover these days.',
  },
  {
    name: 'a share of zero',
    yaml: goals(goal({ owner: undefined, owners: '[{ owner: anna, share: 0 }]' })),
    said: 'goals.yaml:11 goals[0].owners[0].share: of anna is 0, not above 0 and at most 1. Mend: write a part such as 0.5.',
  },
  {
    name: 'ownership beyond the window',
    yaml: goals(goal({ owner: undefined, owners: '[{ owner: anna, to: 2027-01-31 }]' })),
    said: 'goals.yaml:11 goals[0].owners[0].to: anna owns it from 2026-10-01 to 2027-01-31, beyond the window (2026-10-01 to 2026-12-31). Mend: keep from and to inside the window.',
  },
  {
    name: 'ownership that ends before it begins',
    yaml: goals(
      goal({ owner: undefined, owners: '[{ owner: anna, from: 2026-12-01, to: 2026-11-01 }]' }),
    ),
    said: 'goals.yaml:11 goals[0].owners[0].from: anna owns it from 2026-12-01 to 2026-11-01, which is no day. Mend: correct from or to.',
  },
  {
    name: 'a window that is a list',
    yaml: goals(goal({ window: '[2026-10-01, 2026-12-31]' })),
    said: 'goals.yaml:11 goals[0].window: is not a window. Mend: write { start, end } with days such as 2026-10-01, { start, months: 6 }, or a text such as 2026-Q4 or FY2027.',
  },
  {
    name: 'a window the wrong way round',
    yaml: goals(goal({ window: '{ start: 2026-12-31, end: 2026-10-01 }' })),
    said: 'goals.yaml:11 goals[0].window: ends on 2026-10-01, before it starts on 2026-12-31. Mend: exchange start and end.',
  },
  {
    name: 'a day that is none',
    yaml: goals(goal({ window: '{ start: 2026-10-01, end: 2026-11-31 }' })),
    said: 'goals.yaml:11 goals[0].window.end: is not a day. Mend: write one such as 2026-10-31.',
  },
  {
    name: 'a fifth quarter',
    yaml: goals(goal({ window: '2026-Q5' })),
    said: 'goals.yaml:11 goals[0].window: 2026-Q5 is no period. Mend: write one such as 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W41, FY2027 or FY2027-Q1.',
  },
  {
    name: 'a fiscal week',
    yaml: goals(goal({ window: 'FY2027-W03' })),
    said: 'goals.yaml:11 goals[0].window: FY2027-W03 is no period. Mend: write one such as 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W41, FY2027 or FY2027-Q1.',
  },
  {
    name: 'a week that the year lacks',
    yaml: goals(goal({ window: '2027-W53' })),
    said: 'goals.yaml:11 goals[0].window: 2027-W53 is no period. Mend: write one such as 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W41, FY2027 or FY2027-Q1.',
  },
  {
    name: 'a window before all days',
    yaml: goals(goal({ window: '1969' })),
    said: 'goals.yaml:11 goals[0].window: goes from 1969-01-01 to 1969-12-31, outside 1970-01-02 … 2149-06-06. Mend: write a window within these days.',
  },
  {
    name: 'a target on the wrong side',
    yaml: goals(goal({ type: 'increase', baseline: '2000' })),
    said: 'goals.yaml:10 goals[0].target: lies on the wrong side of the baseline for type increase. Mend: use type decrease, or correct the target.',
  },
  {
    name: 'a target that is the baseline',
    yaml: goals(goal({ type: 'decrease', baseline: '1000' })),
    said: 'goals.yaml:10 goals[0].target: is the same as the baseline. Mend: write a target that differs from the baseline.',
  },
  {
    name: 'an increase without a baseline',
    yaml: goals(goal({ type: 'increase' })),
    said: 'goals.yaml:5 goals[0].baseline: is missing. Mend: write a number, previous-window, same-weekdays-last-year or { start, end }.',
  },
  {
    name: 'a baseline in words',
    yaml: goals(relative({ baseline: 'last-year' })),
    said: 'goals.yaml:12 goals[0].baseline: is not a baseline. Mend: write a number, previous-window, same-weekdays-last-year or { start, end }.',
  },
  {
    name: 'a baseline inside the window',
    yaml: goals(relative({ baseline: '{ start: 2026-09-01, end: 2026-10-31 }' })),
    said: 'goals.yaml:12 goals[0].baseline: overlaps the window, which starts on 2026-10-01. Mend: let it end before 2026-10-01.',
  },
  {
    name: 'a baseline after the window',
    yaml: goals(relative({ baseline: '{ start: 2027-01-01, end: 2027-03-31 }' })),
    said: 'goals.yaml:12 goals[0].baseline: lies after the window, so it can’t be frozen when the goal starts. Mend: let it end before 2026-10-01.',
  },
  {
    name: 'a baseline the wrong way round',
    yaml: goals(relative({ baseline: '{ start: 2026-06-30, end: 2026-06-01 }' })),
    said: 'goals.yaml:12 goals[0].baseline: ends on 2026-06-01, before it starts on 2026-06-30. Mend: exchange its start and end.',
  },
  {
    name: 'a year and a month against last year',
    yaml: goals(relative({ window: '{ start: 2026-01-01, months: 13 }' })),
    said: 'goals.yaml:10 goals[0].window: is longer than a year, so the same weekdays of last year reach into it. Mend: shorten the window, or write { start, end } or a number as the baseline.',
  },
  {
    name: 'a tenth of nothing',
    yaml: goals(relative({ baseline: '0' })),
    said: 'goals.yaml:12 goals[0].baseline: is zero, and a part of zero is zero. Mend: use type reach with a target.',
  },
  {
    name: 'no change',
    yaml: goals(relative({ change: '0 %' })),
    said: 'goals.yaml:11 goals[0].change: is zero. Mend: write a change, or use type maintain with a band.',
  },
  {
    name: 'a change below nothing',
    yaml: goals(relative({ change: '-150 %' })),
    said: 'goals.yaml:11 goals[0].change: takes away more than everything there is. Mend: write -100 % or less of a change.',
  },
  {
    name: 'a change in words',
    yaml: goals(relative({ change: 'more' })),
    said: 'goals.yaml:11 goals[0].change: is not a change. Mend: write a percentage such as +10 % or -5 %, or a share such as 0.1.',
  },
  {
    name: 'periods of a rate judged together',
    yaml: goals(relative({ metric: 'aov', every: 'month', judge: 'total' })),
    said: 'goals.yaml:13 goals[0].judge: is total, and average order value of several periods can’t be added up. Mend: write last or each, or every: window.',
  },
  {
    name: 'an empty band',
    yaml: goals(goal({ type: 'maintain', target: undefined, band: '{}' })),
    said: 'goals.yaml:11 goals[0].band: needs min, max or both. Mend: write { min: 0.95 } or the like.',
  },
  {
    name: 'a band the wrong way round',
    yaml: goals(goal({ type: 'maintain', target: undefined, band: '{ min: 9, max: 7 }' })),
    said: 'goals.yaml:11 goals[0].band: has its min above its max. Mend: exchange min and max.',
  },
  {
    name: 'periods that are not judged',
    yaml: goals(relative({ every: 'day' })),
    said: 'goals.yaml:12 goals[0].every: must be one of window, quarter, month, week. Mend: write one of these.',
  },
  {
    name: 'a dimension that is none',
    yaml: goals(goal({ scope: '{ dimension: chanel, equals: Email }' })),
    said: 'goals.yaml:12 goals[0].scope.dimension: must be one of shop, channel, campaign, country, device, product, productType, vendor, sku, location, staff, carrier. Mend: write channel.',
  },
  {
    name: 'a scope of no kind',
    yaml: goals(goal({ scope: '{ channel: Email }' })),
    said: 'goals.yaml:12 goals[0].scope.channel: is a dimension, not a key. Mend: write { dimension: channel, equals: Email }.',
  },
  {
    name: 'a scope of no values',
    yaml: goals(goal({ scope: '{ not: { dimension: channel, in: [] } }' })),
    said: 'goals.yaml:12 goals[0].scope.not.in: is an empty list. Mend: write at least one.',
  },
  {
    name: 'no months',
    yaml: goals(goal({ window: '{ start: 2026-12-01, months: 0 }' })),
    said: 'goals.yaml:11 goals[0].window.months: is less than a month. Mend: write 1 to 120.',
  },
  {
    name: 'months against the months before',
    yaml: goals(relative({ every: 'month', baseline: 'previous-window' })),
    said: 'goals.yaml:13 goals[0].baseline: is previous-window, which for every: month lies in the goal’s own window. Mend: write same-weekdays-last-year, or every: window.',
  },
  {
    name: 'a dimension that the facts lack',
    yaml: goals(goal({ scope: '{ dimension: carrier, equals: GLS }' })),
    said: 'goals.yaml:12 goals[0].scope: net_sales is made of sale facts, which have no carrier. Mend: scope it by shop, channel, campaign, country, device, product, productType, vendor, sku, location, staff.',
  },
  {
    name: 'a scope that nothing meets',
    yaml: goals(
      goal({
        scope:
          '{ all: [{ dimension: country, equals: Norway }, { dimension: country, equals: Sweden }] }',
      }),
    ),
    said: 'goals.yaml:12 goals[0].scope.all: country can’t be Norway and Sweden at once. Mend: write { dimension: country, in: [Norway, Sweden] }.',
  },
  {
    name: 'a touch that is none',
    yaml: goals(goal({ touch: 'middle' })),
    said: 'goals.yaml:12 goals[0].touch: must be one of first, last, linear. Mend: write one of these.',
  },
  {
    name: 'first touches of traffic',
    yaml: goals(goal({ metric: 'sessions', touch: 'first' })),
    said: 'goals.yaml:12 goals[0].touch: is first, but sessions is made of traffic facts, which have no touches. Mend: take touch out, or use a metric of sales.',
  },
  {
    name: 'orders split over touches',
    yaml: goals(
      goal({ metric: 'orders', touch: 'linear', scope: '{ dimension: channel, equals: Email }' }),
    ),
    said: 'goals.yaml:12 goals[0].touch: is linear, but orders counts orders, which can’t be split over touches. Mend: write touch: first or last, or use a metric that adds amounts, such as net_sales.',
  },
  {
    name: 'touches that decide nothing',
    yaml: goals(goal({ touch: 'linear' })),
    said: 'goals.yaml:12 goals[0].touch: is linear, but neither this goal nor one below it has a scope on channel or campaign. Mend: scope it by channel or campaign, or take touch out.',
  },
  {
    name: 'a weight of nothing',
    yaml: goals(goal({ weight: '0.5' })),
    said: 'goals.yaml:12 goals[0].weight: is there without supports. Mend: write supports and the id of the goal whose score it is a part of, or take weight out.',
  },
];
