import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sessions of a web shop, a line each: where the data is to be had. */
export const SHOPPERS_CSV = fileURLToPath(
  new URL('../../../shared/data/uci-online-shoppers.csv.gz', import.meta.url),
);

export const hasShoppers = existsSync(SHOPPERS_CSV);

if (!hasShoppers) console.warn(`SKIPPING the tests on real sessions: there is no ${SHOPPERS_CSV}`);

/**
 * The file gives no date: only a month, and whether it was a weekend. So a session stands on the
 * first Saturday or the first Monday of its month in 2017.
 */
export const SHOPPER_DAYS: Readonly<Record<string, string>> = {
  'Feb/TRUE': '2017-02-04',
  'Feb/FALSE': '2017-02-06',
  'Mar/TRUE': '2017-03-04',
  'Mar/FALSE': '2017-03-06',
  'May/TRUE': '2017-05-06',
  'May/FALSE': '2017-05-01',
  'June/TRUE': '2017-06-03',
  'June/FALSE': '2017-06-05',
  'Jul/TRUE': '2017-07-01',
  'Jul/FALSE': '2017-07-03',
  'Aug/TRUE': '2017-08-05',
  'Aug/FALSE': '2017-08-07',
  'Sep/TRUE': '2017-09-02',
  'Sep/FALSE': '2017-09-04',
  'Oct/TRUE': '2017-10-07',
  'Oct/FALSE': '2017-10-02',
  'Nov/TRUE': '2017-11-04',
  'Nov/FALSE': '2017-11-06',
  'Dec/TRUE': '2017-12-02',
  'Dec/FALSE': '2017-12-04',
};

const config = {
  business: { name: 'Web shop', timezone: 'Europe/Istanbul', currency: 'TRY', locale: 'tr-TR' },
  connections: {
    sessions: {
      connector: 'csv',
      path: SHOPPERS_CSV,
      fact: 'traffic',
      columns: {
        day: { column: ['Month', 'Weekend'], values: SHOPPER_DAYS },
        sessions: { constant: 1 },
        converted: { column: 'Revenue', values: { TRUE: 1, FALSE: 0 } },
        channel: 'TrafficType',
        location: 'Region',
        // There is no dimension for the kind of visitor; the file has no campaign.
        campaign: 'VisitorType',
      },
      schedule: { cron: '0 6 1 1 *' },
    },
  },
  goals: ['goals'],
  server: { port: 0 },
};

/** A folder with a project over the sessions, without goals yet. */
export async function shoppersProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-shoppers-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), JSON.stringify(config));
  return folder;
}
