import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attainmentReportSchema, type AttainmentReport } from '../../schemas/attainment.ts';
import { goalCheckSchema } from '../../schemas/goal-check.ts';
import { addDecimals } from '../../schemas/decimal.ts';
import { ledgerPageSchema } from '../../schemas/ledger.ts';
import { runCli } from '../support/cli.ts';
import { hasRetail, RETAIL_CSV, retailProject } from '../support/retail.ts';

const env = { RETAIL_CSV };

/** Known answers of the data set, worked out elsewhere with exact decimals (its README). */
const LINES = '541909';
const NET_SALES = '9747747.934';
const DOCUMENTS = '25900';
const RETURNED = '896812.49';

describe.skipIf(!hasRetail)('the UCI online retail year', () => {
  let folder: string;
  let report: AttainmentReport;

  beforeAll(async () => {
    folder = await retailProject();
    const synced = await runCli(['sync', '--connection', 'retail'], folder, env);
    if (synced.code !== 0) throw new Error(synced.stderr);
    const attained = await runCli(['attain', '--json'], folder, env);
    report = attainmentReportSchema.parse(JSON.parse(attained.stdout));
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function actual(goal: string): string | undefined {
    return report.goals.find(({ id }) => id === goal)?.actual;
  }

  test('meets the known answers to the last digit', () => {
    expect(actual('lines')).toBe(LINES);
    expect(actual('documents')).toBe(DOCUMENTS);
    expect(actual('returned')).toBe(RETURNED);
    expect(report.metrics.find(({ metric }) => metric === 'net_sales')?.total).toBe(NET_SALES);
  });

  test('children and the remainder are their parent, goals and the remainder the whole', () => {
    const { children } = report.goals.find(({ id }) => id === 'company-q4') ?? {};
    expect(addDecimals(children?.sum ?? '', children?.unattributed ?? '')).toBe(children?.total);
    for (const { goals, overlap, unattributed, total } of report.metrics) {
      expect(addDecimals(addDecimals(goals, overlap, -1), unattributed)).toBe(total);
    }
  });

  test('the ledger of a goal adds up to its actual', async () => {
    const { stdout } = await runCli(['ledger', '--goal', 'abroad', '--json'], folder, env);
    const page = JSON.parse(stdout) as {
      entries: { values: { net_sales: string } }[];
      totals: { net_sales: string };
    };
    const sum = page.entries.reduce(
      (total, { values }) => addDecimals(total, values.net_sales),
      '0',
    );
    expect(sum).toBe(actual('abroad'));
    expect(page.totals.net_sales).toBe(actual('abroad'));
  }, 120_000);

  test('one owner’s goals as of a day are what their ledger holds until then', async () => {
    const day = '2011-11-09';
    const asked = ['attain', '--owner', 'ben', '--as-of', day, '--json'];
    const { stdout } = await runCli(asked, folder, env);
    const seen = attainmentReportSchema.parse(JSON.parse(stdout));
    expect(seen.day).toBe(day);
    expect(new Set(seen.goals.map(({ owner }) => owner.id))).toEqual(new Set(['ben']));
    const goal = seen.goals.find(({ id }) => id === 'abroad-q4');
    expect(goal).toMatchObject({ state: 'open', owners: [{ share: '1', value: goal?.actual }] });

    const one = ['ledger', '--goal', 'abroad-q4', '--owner', 'ben', '--to', day, '--json'];
    const page = ledgerPageSchema.parse(JSON.parse((await runCli(one, folder, env)).stdout));
    expect(page.owner).toEqual({ id: 'ben', name: 'Ben Carter', value: goal?.actual });
    expect(page.entries[0]).toMatchObject({ share: '1', revision: { n: 1, from: '2011-10-01' } });
    expect(page.entries.reduce((sum, { owned = '' }) => addDecimals(sum, owned), '0')).toBe(
      goal?.actual,
    );
    const all = ['ledger', '--owner', 'ben', '--to', day, '--json'];
    const sums = JSON.parse((await runCli(all, folder, env)).stdout) as { goal: string }[];
    expect(sums.find((sum) => sum.goal === 'abroad-q4')).toMatchObject({ owned: goal?.actual });
  }, 120_000);

  test('who and when are not guessed', async () => {
    const nobody = await runCli(['attain', '--owner', 'bem'], folder, env);
    expect([nobody.code, nobody.stderr]).toEqual([
      2,
      'there is no owner or team bem. Mend: did you mean ben?\n',
    ]);
    const later = await runCli(['attain', '--as-of', '2099-01-01'], folder, env);
    expect(later.code).toBe(2);
    expect(later.stderr).toContain('2099-01-01 is yet to come');
    const other = await runCli(['ledger', '--goal', 'abroad-q4', '--owner', 'dev'], folder, env);
    expect(other.stderr).toContain('dev has no share in abroad-q4');
  }, 120_000);

  test('targets are held against the months before, to the last digit', async () => {
    const { stdout, code } = await runCli(['goals', 'check', '--json'], folder, env);
    expect(code).toBe(0);
    const { past, findings } = goalCheckSchema.parse(JSON.parse(stdout));
    expect(past.map(({ goal, spans, met, best }) => [goal, spans, met, best.value])).toEqual([
      ['company-q4', 8, 0, '2383668.243'],
      ['uk-q4', 8, 0, '1966628.493'],
      ['abroad-q4', 8, 1, '414119.66'],
    ]);
    const found = findings.filter(({ aspect }) => aspect === 'achievable');
    expect(found[0]).toMatchObject({
      goal: 'company-q4',
      field: 'target',
      file: 'goals/retail.yaml',
      message: expect.stringContaining('no three months in your history reached 3500000'),
    });
  }, 60_000);

  test('the same sync again changes nothing', async () => {
    const again = await runCli(['sync', '--connection', 'retail', '--json'], folder, env);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      streams: [{ counts: { appended: 0, deleted: 0 } }],
    });
  }, 60_000);
});
