import { describe, expect, it } from 'vitest';
import { localDate } from '../../schemas/calendar.ts';
import { checkpoints } from '../../dashboards/pages/days.ts';
import { lengthOf } from '../../schemas/calendar.ts';
import { quotient } from '../../schemas/decimal.ts';
import { evenShare, sumOf } from '../../dashboards/pages/figures.ts';
import { createFormat, keepTogether } from '../../dashboards/pages/format.ts';
import { html } from '../../dashboards/pages/html.ts';
import { niceTicks } from '../../dashboards/pages/charts/parts.ts';

const danish = createFormat(
  { name: 'x', timezone: 'Europe/Copenhagen', currency: 'DKK', locale: 'da-DK' },
  'en',
);
const british = createFormat(
  { name: 'x', timezone: 'Europe/London', currency: 'GBP', locale: 'en-GB' },
  'en',
);
const money = { unit: 'money' } as const;

describe('format', () => {
  it('spells money of the region with no-break spaces and a true minus', () => {
    expect(danish.value(money, '1234567.89')).toBe('1.234.567,89\u00A0kr.');
    expect(danish.value(money, '-77716')).toBe('\u221277.716\u00A0kr.');
    expect(british.value(money, '9747747.934')).toBe('£9,747,747.934');
  });

  it('keeps every digit of a decimal too long for a float', () => {
    expect(danish.value(money, '12345678901234567.12')).toBe('12.345.678.901.234.567,12\u00A0kr.');
    expect(danish.plain('9007199254740993.000001')).toBe('9.007.199.254.740.993,000001');
  });

  it('never says 100 % of what is not reached', () => {
    expect(danish.percent('0.999999')).toBe('99,9\u00A0%');
    expect(danish.percent('1')).toBe('100,0\u00A0%');
    expect(danish.percent('-0.12')).toBe('\u221212,0\u00A0%');
    expect(danish.brief(money, '899999.99')).toBe('899.999\u00A0kr.');
  });

  it('tells the difference of two ratios in percentage points, of others in their unit', () => {
    const words = { points: 'points' };
    expect(danish.difference({ unit: 'ratio' }, '0.098712', words)).toBe('9,87\u00A0points');
    expect(danish.difference({ unit: 'ratio' }, '0.000001', words)).toBe('0,0001\u00A0points');
    expect(danish.difference(money, '12.5', words)).toBe('12,50\u00A0kr.');
  });

  it('never rounds a figure to the other side of a limit, nor a limit', () => {
    const ratio = { unit: 'ratio' } as const;
    expect(danish.limit(ratio, '0.08125')).toBe('8,125\u00A0%');
    expect(danish.value(ratio, '0.081249', ['0.08125'])).toBe('8,1249\u00A0%');
    expect(danish.value(ratio, '0.08118', ['0.08125'])).toBe('8,118\u00A0%');
    expect(danish.value(ratio, '0.0711', ['0.08125'])).toBe('7,11\u00A0%');
    expect(danish.limit(ratio, '0.025')).toBe('2,50\u00A0%');
    expect(danish.value({ unit: 'days' }, '2.004', ['2.0038'])).toBe('2,004\u00A0dage');
  });

  it('keeps figures and units of what people wrote in one line', () => {
    expect(keepTogether('10 % more, DKK 500 or 5 kr. of 12 goods')).toBe(
      '10\u00A0% more, DKK\u00A0500 or 5\u00A0kr. of 12 goods',
    );
  });

  it('spells ratios as percentages and times in the business’s zone', () => {
    expect(danish.value({ unit: 'ratio' }, '0.0224')).toBe('2,24\u00A0%');
    expect(danish.time(Date.parse('2026-03-09T06:40:00Z'))).toBe('07.40');
    expect(danish.fullDay('2026-03-08')).toBe('8 March 2026');
  });
});

describe('figures', () => {
  it('adds exactly and divides half to even', () => {
    expect(sumOf(['0.1', '0.2', undefined])).toBe('0.3');
    expect(quotient(1n, 3n)).toBe('0.333333');
    expect(quotient(-5n, 10_000_000n)).toBe('0');
    expect(quotient(15n, 10_000_000n)).toBe('0.000002');
    expect(quotient(1n, 0n)).toBeUndefined();
    expect(evenShare('900000', 45, 90)).toBe('450000');
  });

  it('marks axes with round numbers', () => {
    expect(niceTicks(0, 940_000)).toEqual([0, 250_000, 500_000, 750_000]);
    expect(niceTicks(-0.03, 0.1)).toEqual([0, 0.05, 0.1]);
  });
});

describe('days', () => {
  it('counts both ends and survives the change of clocks', () => {
    expect(lengthOf({ start: '2026-03-01', end: '2026-03-31' })).toBe(31);
    expect(localDate(Date.parse('2026-03-08T23:30:00Z'), 'Europe/Copenhagen')).toBe('2026-03-09');
    expect(localDate(Date.parse('2026-03-08T23:30:00Z'), 'America/St_Johns')).toBe('2026-03-08');
  });

  it('tells a quarter in weeks that end on Sundays and with the window', () => {
    const days = checkpoints({ start: '2026-01-01', end: '2026-03-31' });
    expect(days.slice(0, 2)).toEqual(['2026-01-04', '2026-01-11']);
    expect(days.at(-1)).toBe('2026-03-31');
    expect(checkpoints({ start: '2025-01-01', end: '2025-12-31' })).toHaveLength(12);
  });
});

describe('html', () => {
  it('escapes values in text and attributes, and lets its own markup through', () => {
    const hostile = `"><script>alert('x')</script>&`;
    const made = html`<p title="${hostile}">${hostile}${html`<b>${1}</b>`}${false}${undefined}</p>`;
    const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;';
    expect(made.markup).toBe(`<p title="${escaped}">${escaped}<b>1</b></p>`);
  });

  it('escapes what is inside lists', () => {
    expect(html`${['<', html`<i>`, ['>']]}`.markup).toBe('&lt;<i>&gt;');
  });
});
