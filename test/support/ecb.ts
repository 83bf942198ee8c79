/** Rates of some days as the ECB's history has them, newest first. */
export const DAYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2024-01-08': { USD: '1.0946', JPY: '157.83', DKK: '7.4590', SEK: '11.2340', GBP: '0.86120' },
  '2024-01-05': { USD: '1.0921', JPY: '158.4', DKK: '7.4592', SEK: '11.1985', GBP: '0.86170' },
  '2024-01-04': { USD: '1.0953', JPY: '157.71', DKK: '7.4582', SEK: '11.1875', GBP: '0.86260' },
};

type Days = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The XML that the ECB publishes. */
export function ecbXml(days: Days = DAYS): string {
  const cubes = Object.entries(days).map(
    ([day, rates]) =>
      `\t\t<Cube time='${day}'>\n${Object.entries(rates)
        .map(([currency, rate]) => `\t\t\t<Cube currency='${currency}' rate='${rate}'/>`)
        .join('\n')}\n\t\t</Cube>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
${cubes.join('\n')}
\t</Cube>
</gesmes:Envelope>`;
}

/** The CSV of the history: a comma at the end of each line, N/A where there is no rate. */
export const ECB_CSV = `Date,USD,JPY,CYP,DKK,SEK,
2024-01-08,1.0946,157.83,N/A,7.459,11.234,
2024-01-05,1.0921,158.4,N/A,7.4592,11.1985,
`;
