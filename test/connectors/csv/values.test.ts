import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberReader } from '../../../connectors/csv/numbers.ts';
import { COLUMNS, readText } from '../../support/read-text.ts';

/** One price as the file writes it: the amount, or why there is none. */
async function price(written: string, more: object = {}): Promise<string> {
  const text = `id;t;q;p;prod\n1;2026-03-01;1;${written};A\n`;
  const { facts, reasons } = await readText(text, { delimiter: ';', ...more });
  return (facts[0]?.['gross'] as string | undefined) ?? reasons[0] ?? '';
}

describe('numbers', () => {
  const danish = { decimal: ',', thousands: '.', marks: ['kr.', 'DKK', ',-'] };
  test.each([
    ['1.500,00', '1500'],
    ['1.234.567,5', '1234567.5'],
    ['99,50', '99.5'],
    ['kr. 99,50', '99.5'],
    ['99,50 kr.', '99.5'],
    ['KR. 1.000', '1000'],
    ['99,5 dkk', '99.5'],
    ['12,50-', '-12.5'],
    ['12,50- kr.', '-12.5'],
    ['12,50 kr.-', '-12.5'],
    ['kr. -12,50', '-12.5'],
    ['-kr. 12,50', '-12.5'],
    ['(12,50)', '-12.5'],
    ['(kr. 12,50)', '-12.5'],
    ['−12,50', '-12.5'],
    ['+12,50', '12.5'],
    ['1500', '1500'],
    ['kr. 1.500,-', '1500'],
    ['1.500,-', '1500'],
  ])('in Denmark %s is %s', async (written, amount) => {
    expect(await price(written, danish)).toBe(amount);
  });

  test.each([
    ["1'234.50", { thousands: "'" }, '1234.5'],
    ['1’234.50', { thousands: "'" }, '1234.5'],
    ['1 234.50', { thousands: ' ' }, '1234.5'],
    ['1\u00a0234\u00a0567,5', { thousands: ' ', decimal: ',' }, '1234567.5'],
    ['1\u202f234,50 €', { thousands: ' ', decimal: ',', marks: '€' }, '1234.5'],
    ['$1,234.50', { thousands: ',', marks: ['$'] }, '1234.5'],
    ['-$1,234.50', { thousands: ',', marks: ['$'] }, '-1234.5'],
    ['1,23,456.5', { thousands: ',' }, '123456.5'],
    ['12.50-', {}, '-12.5'],
    ['(12.50)', {}, '-12.5'],
  ])('%s with %o is %s', async (written, more, amount) => {
    expect(await price(written, more)).toBe(amount);
  });

  test.each([
    ['1.500,00', {}, 'decimal: ",", thousands: "."'],
    ['1,500.00', {}, 'thousands: ","'],
    ['1.500.000', {}, 'thousands: "."'],
    ['1,5', {}, 'decimal: ","'],
    ['kr. 99,50', { decimal: ',' }, 'marks: ["kr."]`'],
    ['$5', {}, 'marks: ["$"]'],
    ['5 EUR', {}, 'marks: ["EUR"]'],
    ['1 234.5', {}, 'thousands: " "'],
    ['1.50', { decimal: ',', thousands: '.' }, 'decimal: "."'],
    ['12.50', { decimal: ',' }, 'decimal: "."'],
    ['1500,-', { decimal: ',' }, 'marks: [",-"]'],
  ])('%s with %o is refused, and %s is named', async (written, more, hint) => {
    const seen = await price(written, more);
    expect(seen).toContain('is not a number');
    expect(seen).toContain(hint);
  });

  test.each(['--5', '-5-', '(-5)', '1e5', '0x10', '1.2.3', '5.', 'Infinity', '(5', '١٢'])(
    '%s is no number',
    async (written) => {
      expect(await price(written, { thousands: ',' })).toMatch(/is not a number/);
    },
  );

  test('counts and signs of other columns are read the same way', async () => {
    const { facts } = await readText('Date,Channel,Sessions\n2026-03-01,Organic,"1,234"\n', {
      fact: 'traffic',
      thousands: ',',
      columns: { day: 'Date', channel: 'Channel', sessions: 'Sessions' },
    });
    expect(facts).toMatchObject([{ sessions: 1234 }]);
    const text = 'id;t;q;p;prod;total\n1;2026-03-01;1;5;A;kr. 5,00-\n2;2026-03-01;1;5;A;kr. 5,00\n';
    const returns = { column: 'total', negative: true };
    const back = await readText(text, { delimiter: ';', returns, ...danish });
    expect(back.facts.map(({ kind }) => kind)).toEqual(['return', 'line']);
    const odd = await readText(text, { delimiter: ';', returns });
    expect(odd.reasons[0]).toMatch(/total: "kr\. 5,00-" is not a number, so no sign can be told/);
  });

  test('every number that is written with marks is read back', () => {
    const read = numberReader({ decimal: ',', thousands: '.', marks: ['kr.'] });
    const groups = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, '.');
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.stringMatching(/^\d{0,6}$/),
        fc.constantFrom('', '-'),
        fc.nat({ max: 5 }),
        (whole, part, sign, style) => {
          const number = `${groups(String(whole))}${part === '' ? '' : `,${part}`}`;
          const negative = sign === '-';
          const written = [
            `${sign}${number}`,
            `kr. ${sign}${number}`,
            `${number}${sign} kr.`,
            `${number} kr.${sign}`,
            negative ? `(${number})` : number,
            negative ? `(kr. ${number})` : `${number} kr.`,
          ][style];
          expect(read(written ?? '')).toBe(`${sign}${whole}${part === '' ? '' : `.${part}`}`);
        },
      ),
    );
  });

  test('marks that are one and the same are refused', async () => {
    await expect(price('1', { decimal: ',', thousands: ',' })).rejects.toThrow(/must differ/);
  });
});

/** One time as the file writes it, in ISO, or why there is none. */
async function time(written: string, more: object = {}): Promise<string> {
  const text = `id;t;q;p;prod;zone\n1;${written};1;10;A;${'zone' in more ? String(more.zone) : ''}\n`;
  const { zone: _zone, ...config } = more as { zone?: string };
  const { facts, reasons } = await readText(text, { delimiter: ';', ...config });
  const at = facts[0]?.['occurredAt'];
  return typeof at === 'number' ? new Date(at).toISOString() : String(reasons[0]);
}

describe('times', () => {
  test.each([
    ['2026-03-01', '2026-02-28T23:00:00.000Z'],
    ['2026-3-1', '2026-02-28T23:00:00.000Z'],
    ['2026/03/01', '2026-02-28T23:00:00.000Z'],
    ['20260301', '2026-02-28T23:00:00.000Z'],
    ['2026-03-01 10:00:00', '2026-03-01T09:00:00.000Z'],
    ['2026-3-1 9:05', '2026-03-01T08:05:00.000Z'],
    ['2026-03-01 10:00:00 UTC', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00 GMT', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00:00 PST', '2026-03-01T18:00:00.000Z'],
    ['2026-03-01 10:00 GMT+2', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00:00 +0100', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T10:00:00.5-05:30', '2026-03-01T15:30:00.500Z'],
    ['20260301T100000Z', '2026-03-01T10:00:00.000Z'],
    ['20260301100000', '2026-03-01T09:00:00.000Z'],
    ['1772359200', '2026-03-01T10:00:00.000Z'],
    ['1772359200.25', '2026-03-01T10:00:00.250Z'],
    ['1772359200000', '2026-03-01T10:00:00.000Z'],
  ])('%s can be read in one way', async (written, iso) => {
    expect(await time(written)).toBe(iso);
  });

  test.each([
    ['01-03-2026', /dates: dd-MM-yyyy` or `dates: MM-dd-yyyy/],
    ['13/03/2026 10:00', /dates: dd\/MM\/yyyy` or/],
    ['1.3.26', /dates: dd\.MM\.yy` or/],
    ['2026030110', /dates: epoch-seconds/],
    ['202603011000', /dates: epoch-seconds/],
    ['Mar 1, 2026', /dates/],
    ['2026-02-30', /is not a time/],
    ['2026-13-01', /is not a time/],
    ['20261301', /is not a time/],
    ['2026-03-01 25:00', /is not a time/],
    ['2026-03-01 10:00 CST', /is not a time/],
    ['2026-03-01 10:00 XYZ', /is not a time/],
  ])('%s is refused with the way out', async (written, says) => {
    expect(await time(written)).toMatch(says);
  });

  test.each<[pattern: string | string[], written: string, iso: string]>([
    ['dd-MM-yyyy', '05-01-2026', '2026-01-04T23:00:00.000Z'],
    ['MM/dd/yyyy', '01/05/2026', '2026-01-04T23:00:00.000Z'],
    ['d.M.yy', '5.1.26', '2026-01-04T23:00:00.000Z'],
    ['d.M.yy', '5.1.99', '1999-01-04T23:00:00.000Z'],
    ['dd.MM.yyyy HH:mm', '05.01.2026 14:30', '2026-01-05T13:30:00.000Z'],
    ['dd.MM.yyyy HH.mm.ss', '05.01.2026 14.30.15', '2026-01-05T13:30:15.000Z'],
    ['M/d/yyyy h:mm:ss a', '1/5/2026 12:30:00 AM', '2026-01-04T23:30:00.000Z'],
    ['M/d/yyyy h:mm:ss a', '1/5/2026 12:30:00 pm', '2026-01-05T11:30:00.000Z'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '2026-01-05T14:30:00+02:00', '2026-01-05T12:30:00.000Z'],
    ['dd-MM-yyyy HH:mm XXX', '05-01-2026 14:30 UTC', '2026-01-05T14:30:00.000Z'],
    ['MMM d, yyyy h:mm:ss a z', 'Jan 5, 2026 11:30:00 PM PST', '2026-01-06T07:30:00.000Z'],
    ['MMM d, yyyy', 'Jan 5, 2026', '2026-01-04T23:00:00.000Z'],
    ['d. MMMM yyyy', '5. maj 2026', '2026-05-04T22:00:00.000Z'],
    ['d MMM yyyy HH:mm', '5 okt. 2026 08:00', '2026-10-05T06:00:00.000Z'],
    ['yyyyMMddHH', '2026010514', '2026-01-05T13:00:00.000Z'],
    ['yyyyMMddHHmm', '202601051430', '2026-01-05T13:30:00.000Z'],
    ['epoch-seconds', '1767571200', '2026-01-05T00:00:00.000Z'],
    ['epoch-ms', '1767571200000', '2026-01-05T00:00:00.000Z'],
    [['dd-MM-yyyy', 'iso'], '2026-01-05', '2026-01-04T23:00:00.000Z'],
    [['dd-MM-yyyy HH:mm', 'dd-MM-yyyy'], '05-01-2026', '2026-01-04T23:00:00.000Z'],
  ])('dates: %s reads %s', async (dates, written, iso) => {
    expect(await time(written, { dates })).toBe(iso);
  });

  test('only what the patterns say is read', async () => {
    const dates = ['dd-MM-yyyy'];
    for (const written of [
      '2026-01-05',
      '5-1-2026',
      '05/01/2026',
      '05-01-2026 10:00',
      '31-02-2026',
      '05-13-2026',
    ])
      expect(await time(written, { dates })).toMatch(/is not a time/);
    expect(await time('05-13-2026', { dates })).toContain('as `dates` says: dd-MM-yyyy');
    expect(await time('Foo 5, 2026', { dates: 'MMM d, yyyy' })).toMatch(/is not a time/);
  });

  test.each<[string | string[], RegExp]>([
    [['dd/MM/yyyy', 'MM/dd/yyyy'], /which is day and which is month could not be told/],
    [['d/M/yyyy HH:mm', 'iso', 'MM/dd/yyyy HH:mm'], /which is day/],
    ['dd-mm-yyyy', /has minutes \(mm\) and no hours; months are MM/],
    ['DD-MM-YYYY', /has no letter .*DD/],
    ['dd-MM', /has no year/],
    ['dd-MM-yyyy hh:mm', /needs h and a together/],
    ['dd-MM-yyyy HH:mm a', /needs h and a together/],
    ['dd-dd-MM-yyyy', /names the day twice/],
  ])('dates: %s is refused', async (dates, says) => {
    await expect(time('05-01-2026', { dates })).rejects.toThrow(says);
  });

  test('days are read as times are', async () => {
    const traffic = async (written: string, more: object = {}) => {
      const { facts, reasons } = await readText(`d;s\n${written};1\n`, {
        fact: 'traffic',
        delimiter: ';',
        columns: { day: 'd', sessions: 's' },
        ...more,
      });
      return (facts[0]?.['day'] as string | undefined) ?? reasons[0] ?? '';
    };
    expect(await traffic('20260301')).toBe('2026-03-01');
    expect(await traffic('2026-3-1')).toBe('2026-03-01');
    expect(await traffic('01-03-2026', { dates: 'dd-MM-yyyy' })).toBe('2026-03-01');
    expect(await traffic('01-03-2026')).toMatch(/not a date .*dates: dd-MM-yyyy/);
    expect(await traffic('31-02-2026', { dates: 'dd-MM-yyyy' })).toMatch(/not a date/);
    expect(await traffic('2026-03-01 10:00')).toMatch(/not a date/);
  });

  test('a promise for a date is kept to its end, however the date is written', async () => {
    const promised = async (written: string, dates?: string) => {
      const { facts } = await readText(`id;p\n1;${written}\n`, {
        fact: 'shipment',
        delimiter: ';',
        columns: {
          id: 'id',
          orderId: 'id',
          occurredAt: { constant: '2026-03-01' },
          promisedAt: 'p',
        },
        ...(dates === undefined ? {} : { dates }),
      });
      return new Date(Number(facts[0]?.['promisedAt'])).toISOString();
    };
    expect(await promised('2026-03-05')).toBe('2026-03-05T22:59:59.999Z');
    expect(await promised('05.03.2026', 'dd.MM.yyyy')).toBe('2026-03-05T22:59:59.999Z');
    expect(await promised('05.03.2026 12.00', 'dd.MM.yyyy HH.mm')).toBe('2026-03-05T11:00:00.000Z');
    expect(await promised('1772712000')).toBe('2026-03-05T12:00:00.000Z');
  });
});

describe('zones', () => {
  const columns = { ...COLUMNS, occurredAt: { column: 't', zone: 'zone' } };
  test.each([
    ['PST', '2026-03-02T07:30:00.000Z'],
    ['CET', '2026-03-01T22:30:00.000Z'],
    ['CEST', '2026-03-01T21:30:00.000Z'],
    ['UTC', '2026-03-01T23:30:00.000Z'],
    ['+02:00', '2026-03-01T21:30:00.000Z'],
    ['UTC-5', '2026-03-02T04:30:00.000Z'],
    ['America/New_York', '2026-03-02T04:30:00.000Z'],
  ])('a time of %s', async (zone, iso) => {
    expect(await time('2026-03-01 23:30:00', { columns, zone })).toBe(iso);
  });

  test('zones that are none, or several, are refused with the way out', async () => {
    expect(await time('2026-03-01 23:30', { columns, zone: 'CST' })).toMatch(
      /"CST" is no time zone that means one offset: .*values: \{ CST: America\/Chicago \}/,
    );
    expect(await time('2026-03-01 23:30', { columns, zone: 'Nowhere/Land' })).toMatch(
      /no time zone/,
    );
    expect(await time('2026-03-01 23:30', { columns, zone: '' })).toMatch(/zone is empty/);
    const zone = { column: 'zone', values: { CST: 'America/Chicago' } };
    const told = { ...COLUMNS, occurredAt: { column: 't', zone } };
    expect(await time('2026-03-01 23:30', { columns: told, zone: 'CST' })).toBe(
      '2026-03-02T05:30:00.000Z',
    );
  });

  test('a column of zones that says another instant is not passed over', async () => {
    expect(await time('2026-03-01 23:30', { zone: 'PST' })).toMatch(
      /column zone says PST: use it \(`occurredAt: .*zone: zone .*timezone: Europe\/Copenhagen/,
    );
    expect(await time('2026-03-01 23:30', { zone: 'CET' })).toBe('2026-03-01T22:30:00.000Z');
    expect(await time('2026-03-01 23:30', { zone: 'North' })).toBe('2026-03-01T22:30:00.000Z');
    expect(await time('2026-03-01 23:30Z', { zone: 'PST' })).toBe('2026-03-01T23:30:00.000Z');
    expect(await time('2026-03-01', { zone: 'PST' })).toBe('2026-02-28T23:00:00.000Z');
    const timezone = 'Europe/Copenhagen';
    expect(await time('2026-03-01 23:30', { zone: 'PST', timezone })).toBe(
      '2026-03-01T22:30:00.000Z',
    );
    const line = '{"id":"1","t":"2026-03-01 23:30","tz":"PST","q":1,"p":1,"prod":"A"}';
    expect((await readText({ 's.jsonl': line })).reasons[0]).toMatch(/column tz says PST/);
  });
});

describe('which rows count', () => {
  const text = [
    'id,t,q,p,prod,status,fee',
    '1,2026-03-01,1,10,A,paid,0',
    '2,2026-03-01,1,20,A,cancelled,0',
    '3,2026-03-01,1,30,A,test-order,-1',
    '4,2026-03-01,1,40,,paid,0',
    'Total,100',
  ].join('\n');
  const ids = async (more: Readonly<Record<string, unknown>>) => {
    const { facts, reasons, warnings } = await readText(text, more);
    return { ids: facts.map(({ id }) => id).join(), warnings, rejected: reasons.length };
  };
  test.each<[Record<string, unknown>, string, number, number]>([
    [{ where: { column: 'status', equals: 'paid' } }, '1,4', 3, 0],
    [{ where: { column: 'status', in: ['paid', 'cancelled'] } }, '1,2,4', 2, 0],
    [{ skip: { column: 'status', prefix: 'test' } }, '1,2,4', 1, 1],
    [{ skip: { column: 't', prefix: '100' } }, '1,2,3,4', 1, 0],
    [{ skip: { column: 'status', empty: true } }, '1,2,3,4', 1, 0],
    [{ where: { column: 'prod', empty: false } }, '1,2,3', 2, 0],
    [
      { where: { column: 'fee', negative: false }, skip: { column: 'q', empty: true } },
      '1,2,4',
      2,
      0,
    ],
    [
      {
        where: [
          { column: 'status', equals: 'paid' },
          { column: 'prod', empty: false },
        ],
      },
      '1',
      4,
      0,
    ],
    [
      {
        skip: [
          { column: 'status', equals: 'cancelled' },
          { column: 'prod', empty: true },
        ],
      },
      '1,3',
      3,
      0,
    ],
  ])('%j', async (more, wanted, skipped, rejected) => {
    const rows = skipped === 1 ? '1 row is' : `${skipped} rows are`;
    const warnings = [`s.csv: ${rows} left out by where or skip`];
    expect(await ids(more)).toEqual({ ids: wanted, warnings, rejected });
  });

  test('a condition names a column of the file, and one test', async () => {
    await expect(ids({ where: { column: 'state', equals: 'paid' } })).rejects.toThrow(
      /has no column state/,
    );
    const two = { column: 'status', equals: 'paid', empty: true };
    await expect(ids({ where: two })).rejects.toThrow(/exactly one of/);
    await expect(ids({ skip: 2 })).rejects.toThrow(/skipLines/);
    const skip = { column: 'state', equals: 'void', optional: true };
    expect((await readText(text, { skip })).facts).toHaveLength(4);
  });
});

describe('cells that are filled down', () => {
  const text = [
    'Name,Currency,Created,q,p,prod',
    '#1,USD,2026-03-02 09:00,1,40,Lamp',
    '#1,,,1,15,Mug',
    '#2,,2026-03-03,1,15,Mug',
    '#3,EUR,2026-03-04,x,15,Mug',
    '#3,,,1,15,Mug',
    '#1,,,1,15,Mug',
  ].join('\n');
  const columns = {
    id: ['Name', 'prod'],
    occurredAt: { column: 'Created', fillDown: true },
    orderId: 'Name',
    quantity: 'q',
    unitPrice: 'p',
    currency: { column: 'Currency', fillDown: true },
  };

  test('from the row above, within one order, also from a row that is refused', async () => {
    const { facts, reasons } = await readText(text, { columns });
    expect(facts.map(({ orderId, currency }) => `${String(orderId)} ${String(currency)}`)).toEqual([
      '#1 USD',
      '#1 USD',
      '#3 EUR',
    ]);
    expect(facts[0]?.['occurredAt']).toBe(facts[1]?.['occurredAt']);
    expect(reasons).toEqual([
      expect.stringMatching(/:4: currency is empty: .*fillDown/),
      expect.stringMatching(/:5: quantity: "x"/),
      expect.stringMatching(/:7: occurredAt is empty/),
    ]);
  });

  test('without orders there is nothing to fill within', async () => {
    await expect(
      readText('d,s\n', {
        fact: 'traffic',
        columns: { day: { column: 'd', fillDown: true }, sessions: 's' },
      }),
    ).rejects.toThrow(/fills within one order/);
  });
});
