import { expect, test } from 'vitest';
import { readDocument } from '../../../connectors/fx/document.ts';
import { DAYS, ECB_CSV, ecbXml } from '../../support/ecb.ts';

const flat = (text: string): string[] =>
  readDocument(text, 'x', false).flatMap(({ day, rates }) =>
    rates.map(({ currency, rate }) => `${day} ${currency} ${rate}`),
  );
const refusal = (text: string): string => {
  try {
    readDocument(text, 'rates.xml', false);
    return 'it was taken';
  } catch (error) {
    return (error as Error).message;
  }
};

test('reads the XML, oldest day first', () => {
  const expected = Object.entries(DAYS)
    .toReversed()
    .flatMap(([day, rates]) =>
      Object.entries(rates).map(([currency, rate]) => `${day} ${currency} ${rate}`),
    );
  expect(flat(ecbXml())).toEqual(expected);
  expect(flat(ecbXml().replaceAll("'", '"').replaceAll('\n', '\r\n'))).toEqual(expected);
  expect(flat(`\uFEFF${ecbXml()}`)).toEqual(expected);
});

test('reads the CSV; N/A is no rate', () => {
  expect(flat(ECB_CSV)).toEqual([
    ...['USD 1.0921', 'JPY 158.4', 'DKK 7.4592', 'SEK 11.1985'].map((rate) => `2024-01-05 ${rate}`),
    ...['USD 1.0946', 'JPY 157.83', 'DKK 7.459', 'SEK 11.234'].map((rate) => `2024-01-08 ${rate}`),
  ]);
});

const xml = ecbXml();
const HTML = '<!DOCTYPE html>\n<html><body><p>Service unavailable</p></body></html>';
test.each([
  ['cut off', xml.slice(0, 700), /ends in the middle/],
  ['cut off within a tag', xml.slice(0, xml.indexOf('rate=') + 3), /line \d+ has no XML there/],
  ['HTML', HTML, /has no XML there: <!DOCTYPE html>/],
  ['HTML without a doctype', HTML.slice(16), /has an element <html>/],
  [
    'another namespace',
    xml.replace('2002-08-01/eurofxref', '2030-01-01/eurofxref'),
    /has the namespace http.*2030/,
  ],
  ['no namespace', xml.replace(/ xmlns="[^"]*"/, ''), /has the namespace undefined/],
  ['another root', '<rss><channel/></rss>', /has an element <rss>/],
  ['no date', xml.replace("time='2024-01-05'", "time='2024-02-30'"), /time 2024-02-30, no date/],
  ['a day twice', xml.replace("time='2024-01-05'", "time='2024-01-08'"), /has 2024-01-08 twice/],
  ['a Cube without rate', xml.replace(" rate='158.4'", ''), /line 17 has a Cube without its rate/],
  [
    'an unknown attribute',
    xml.replace("rate='158.4'", "rate='158.4' unit='100'"),
    /has a Cube with unit/,
  ],
  [
    'a Cube too deep',
    xml.replace("rate='158.4'/>", "rate='158.4'><Cube/></Cube>"),
    /Cube where none belongs/,
  ],
  [
    'text between',
    xml.replace('\t</Cube>\n</gesmes', '\tError</Cube>\n</gesmes'),
    /has text where none belongs: Error/,
  ],
  [
    'a wrong end',
    xml.replace('</gesmes:Sender>', '</gesmes:name>'),
    /closes <gesmes:name> where <gesmes:Sender> is open/,
  ],
  ['something after its end', `${xml}<Cube/>`, /has <Cube> after its end/],
  ['no day', xml.replace(/<Cube>[\s\S]*<\/Cube>/, '<Cube></Cube>'), /has no day with rates/],
  ['a ZIP archive', 'PK\u0003\u0004\u0014', /is a ZIP archive/],
  ['nothing', '', /line 1 is , not Date/],
  ['another CSV', 'id,amount\n1,2\n', /line 1 is id,amount, not Date and currencies/],
  ['a line that is no day', `${ECB_CSV}yesterday,1,2,3,4,5,\n`, /line 4 begins with yesterday/],
  ['a short line', 'Date,USD,SEK\n2024-01-05,1.0921\n', /line 2 has 1 rates for 2/],
  ['an open quote', 'Date,USD\n"2024-01-05,1.0921\n', /can't be read as CSV/],
])('refuses %s, and says where', (_, text, says) => {
  expect(refusal(text)).toMatch(says);
});
