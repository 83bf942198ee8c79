import { SourceError } from '../connector.ts';
import { readCsv } from './ecb-csv.ts';
import { readXml } from './ecb-xml.ts';
import { BadDocument, told, type PublishedDay } from './published.ts';

/**
 * Reads reference rates as the ECB publishes them: XML (daily, 90 days, history) or the CSV of the
 * history. Oldest day first.
 * @param name of the document, for people.
 * @param foreign it came from another host: messages say nothing in its own words.
 * @throws SourceError where it is anything else, with the line.
 */
export function readDocument(
  text: string,
  name: string,
  foreign: boolean,
): readonly PublishedDay[] {
  const trimmed = text.replace(/^\uFEFF/, '');
  try {
    if (trimmed.startsWith('PK\u0003\u0004')) throw new BadDocument(told`is a ZIP archive`);
    const days = /^\s*</.test(trimmed) ? readXml(trimmed) : readCsv(trimmed);
    if (days.length === 0) throw new BadDocument(told`has no day with rates`);
    return days.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  } catch (error) {
    if (!(error instanceof BadDocument)) throw error;
    throw new SourceError(
      `${name} ${foreign ? error.plain : error.message}. Nothing was changed.`,
      {
        retry: false,
        mend: mendOf(error.message),
      },
    );
  }
}

function mendOf(message: string): string {
  return message.includes('ZIP')
    ? 'Unpack it first, or name eurofxref-hist.xml, which is not packed.'
    : 'Name a document of the ECB’s euro foreign exchange reference rates: eurofxref-daily.xml, eurofxref-hist-90d.xml, eurofxref-hist.xml, or the unpacked eurofxref-hist.csv.';
}
