import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AxeResults } from 'axe-core';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { createServer } from '../../dashboards/api/server.ts';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import { hasBrowser, launchBrowser } from './browser.ts';
import { damagedReport, emptyReport, loadingReport, report, tightReport } from './fixtures.ts';
import { layoutFaults } from './geometry.ts';
import { readSideOf } from './read-side.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [320, 390, 768, 1440];
const SCHEMES = ['light', 'dark'] as const;
const PAGES = [
  ['full', '/'],
  ['empty', '/'],
  ['loading', '/?reload=off'],
  ['full', '/goals/tents'],
  ['full', '/goals/company'],
  ['full', '/goals/conversion'],
  ['full', '/goals/delivery'],
  ['full', '/goals/orders-dk'],
  ['full', '/goals/hostile'],
  ['full', '/goals/growth'],
  ['full', '/goals/outdoor'],
  ['full', '/goals/baseless'],
  ['full', '/goals/tents/ledger'],
  ['full', '/goals/growth/ledger?owner=rasmus'],
  ['full', '/goals/none'],
  ['damaged', '/'],
  ['damaged', '/goals/tents'],
] as const;
/** Whose layout alone is looked at: their parts are those of the pages above. */
const LAYOUTS = [
  ['full', '/goals/rising'],
  ['full', '/goals/summer'],
  ['full', '/goals/late-winter'],
  ['loading', '/goals/delivery'],
  ['loading', '/goals/orders-dk'],
  ['tight', '/'],
  ['tight', '/goals/company'],
  ['tight', '/goals/tents'],
] as const;

describe.skipIf(!hasBrowser)('pages in a browser', () => {
  const servers = new Map<string, { server: FastifyInstance; url: string }>();
  let browser: Browser;
  /** Goes from page to page: a window of its own for each would take a third of the time. */
  let visitor: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    visitor = await browser.newPage();
    const reports: Record<string, AttainmentReport> = {
      full: report,
      empty: emptyReport,
      loading: loadingReport,
      damaged: damagedReport,
      tight: tightReport,
    };
    for (const [name, given] of Object.entries(reports)) {
      const server = createServer({ readSide: readSideOf(given) });
      servers.set(name, { server, url: await server.listen({ host: '127.0.0.1', port: 0 }) });
    }
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([...servers.values()].map(({ server }) => server.close()));
  });

  async function open(
    name: string,
    path: string,
    options: { width?: number; javaScriptEnabled?: boolean } = {},
  ): Promise<Page> {
    const { width = 1440, javaScriptEnabled = true } = options;
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      javaScriptEnabled,
    });
    await page.goto(`${servers.get(name)?.url ?? ''}${path}`);
    return page;
  }

  it.each(PAGES)('%s %s is accessible and never scrolls sideways', async (name, path) => {
    await visitor.goto(`${servers.get(name)?.url ?? ''}${path}`);
    await visitor.evaluate(AXE);
    for (const colorScheme of SCHEMES) {
      await visitor.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await visitor.setViewportSize({ width, height: 900 });
        const where = `${name} ${path} at ${width}, ${colorScheme}`;
        const found = {
          violations: await violations(visitor),
          sideways: await sideways(visitor),
          layout: await layoutFaults(visitor),
        };
        expect({ where, ...found }).toEqual({ where, violations: [], sideways: 0, layout: [] });
      }
    }
  });

  it.each(LAYOUTS)('%s %s is laid out well at every width', async (name, path) => {
    await visitor.goto(`${servers.get(name)?.url ?? ''}${path}`);
    for (const width of WIDTHS) {
      await visitor.setViewportSize({ width, height: 900 });
      const found = { sideways: await sideways(visitor), layout: await layoutFaults(visitor) };
      expect({ width, ...found }).toEqual({ width, sideways: 0, layout: [] });
    }
  });

  it('does not scroll sideways at 200 % text', async () => {
    for (const path of ['/', '/goals/tents', '/goals/tents/ledger']) {
      const page = await open('full', path, { width: 390 });
      await page.evaluate("document.documentElement.style.fontSize = '200%'");
      expect({ path, sideways: await sideways(page) }).toEqual({ path, sideways: 0 });
      await page.close();
    }
  });

  it('shows the report’s figures with JavaScript off', async () => {
    const page = await open('full', '/', { javaScriptEnabled: false });
    for (const goal of report.goals) {
      if (goal.actual === undefined) continue;
      const row = page.locator('.goal', { has: page.getByRole('link', { name: goal.title }) });
      expect(await machineValues(row.locator('data'))).toContain(goal.actual);
    }
    const parts = page.locator('.parts data');
    const spelled = await parts.allTextContents();
    const whole = ['2066342.74', '133474.01', '2199816.75'];
    const overlapping = ['2066342.74', '66342.74', '0', '2000000'];
    expect(spelled.map(readDanish)).toEqual([...whole, ...overlapping]);
    await page.getByRole('link', { name: 'Tents & sleeping, net sales' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
      '614.695\u00A0kr. of 900.000\u00A0kr.',
    );
    await page.getByRole('link', { name: 'See each fact that was counted' }).click();
    await page.getByRole('link', { name: 'Next page' }).click();
    expect(await page.locator('tfoot').textContent()).toContain('1.919,20');
    await page.close();
  });

  it('spells every figure as the exact value beside it', async () => {
    for (const path of ['/', '/goals/company', '/goals/tents']) {
      const page = await open('full', path);
      const money = page.locator('data', { hasText: 'kr.' });
      const values = await machineValues(money);
      expect(values.length).toBeGreaterThan(3);
      expect((await money.allTextContents()).map(readDanish)).toEqual(values);
      await page.close();
    }
  });

  it('ends the running total of the table at the goal’s figure', async () => {
    const page = await open('full', '/goals/tents');
    const values = await machineValues(page.locator('section[aria-labelledby=pace] tbody data'));
    expect(values.at(-1)).toBe(report.goals.find(({ id }) => id === 'tents')?.actual);
    await page.close();
  });

  it('gives no figure for days that the store has lost facts of, and says the way out', async () => {
    const overview = await open('damaged', '/');
    expect(await overview.locator('.note.bad').first().textContent()).toContain(
      'goalstream repair',
    );
    const refused = damagedReport.goals.filter(({ state }) => state === 'damaged').length;
    expect(await overview.locator('.st', { hasText: 'Not answered' }).count()).toBe(refused);
    await overview.close();
    const page = await open('damaged', '/goals/tents');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('are lost');
    expect(await machineValues(page.locator('.facts data'))).toEqual([
      report.goals.find(({ id }) => id === 'tents')?.target,
    ]);
    await page.close();
  });

  it('tells the period that is judged from all days so far', async () => {
    const overview = await open('full', '/');
    const row = overview.locator('.goal', { hasText: 'On-time delivery' });
    expect(await row.locator('.small').first().textContent()).toMatch(
      /^\s*26 February to 4 March: 96,77\u00A0%; goal: at least 90\u00A0%\. All days so far: 95,65\u00A0%, which is not judged: the weeks are\.\s*$/,
    );
    await overview.close();
    const page = await open('full', '/goals/delivery');
    const facts = await page.locator('.facts > div').allTextContents();
    expect(facts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).slice(0, 2)).toEqual([
      'Latest period that is over 96,77 %26 February to 4 March 2026',
      'All days so far 95,65 %1.100 ÷ 1.150; not judged: the weeks are',
    ]);
    expect(await page.locator('#periods ~ *, .finding').allTextContents()).toContainEqual(
      expect.stringContaining('3,20\u00A0percentage\u00A0points below the band'),
    );
    expect(await page.locator('td', { hasText: 'agreed then' }).allInnerTexts()).toEqual([
      'inside\nat least 90\u00A0% was agreed then',
    ]);
    await page.close();
  });

  it('holds a sum so far against as many days of the baseline, not against the end', async () => {
    const page = await open('full', '/goals/rising');
    const flat = async (selector: string) =>
      (await page.locator(selector).first().innerText()).replaceAll(/\s+/g, ' ');
    expect(await flat('h1')).toBe(
      'Net sales of the web shop, up to two millions stands at 1.286.110 kr. so far; the baseline had 1.100.000 kr. by then, and 1.472.222 kr. keeps pace',
    );
    expect(await flat('.facts')).toContain('Baseline 1.500.000 kr. 1.100.000 kr. in as many days');
    expect(await flat('.facts')).toContain('Attained 50,0 % of the whole days so far');
    await page.goto(servers.get('full')?.url ?? '');
    const row = page.locator('.goal', { hasText: 'up to two millions' }).locator('.small');
    expect((await row.first().innerText()).replaceAll(/\s+/g, ' ')).toBe(
      'After 67 days: 1.286.110,50 kr.; as many days of the baseline had 1.100.000 kr., and 1.472.222 kr. keeps pace. In all so far: 1.299.999 kr.; from 1.500.000 kr. to 2.000.000 kr. when the window is over.',
    );
    await page.close();
  });

  it('tells what was changed of a goal, since when, by whom and why, and what is not agreed', async () => {
    const page = await open('full', '/goals/tents');
    const text = (await page.locator('main').textContent())?.replaceAll(/\s+/g, ' ') ?? '';
    const target = 'Target: 1.000.000 kr. → 900.000 kr.';
    expect(text).toContain(`Changed from 1 February 2026 on: ${target}`);
    expect(text).not.toContain('kr..');
    const [latest, first] = await page
      .locator('#changes')
      .locator('xpath=../..')
      .locator('li')
      .all();
    const told = async (item: typeof first) =>
      (await item?.innerText())?.replaceAll(/\s+/g, ' ').trim();
    expect(await told(latest)).toBe(
      'From 20 March 2026 on, to come What counts: everything → product type is Tents Agreed by mette, Monday, 2 March 2026, 09.00',
    );
    expect(await told(first)).toBe(
      `From 1 February 2026 on ${target} Owners: karen → rasmus Why: the shop in Odense closed Agreed by anna, Friday, 30 January 2026, 13.05`,
    );
    expect(text).toContain('Its file asks for something else.');
    expect(text).toContain('Target: 900.000 kr. → 850.000,50 kr.');
    await page.goto(servers.get('full')?.url ?? '');
    const overview = (await page.locator('main').textContent())?.replaceAll(/\s+/g, ' ') ?? '';
    expect(overview).toContain(`Changed from 1 February 2026 on: ${target}`);
    expect(overview).toContain(
      'The file of one goal asks for something that is not agreed: Tents & sleeping, net sales.',
    );
    await page.close();
  });

  it('says of a first load how far it is, and that nothing is missed yet', async () => {
    const page = await open('loading', '/?reload=off');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'The first load runs: 0 of 2 streams are read whole',
    );
    const states = await page.locator('.st').allTextContents();
    expect(states.filter((state) => /Missed|No data/.test(state))).toEqual([]);
    expect(states.filter((state) => state.includes('Being loaded'))).toHaveLength(3);
    await page.goto(`${servers.get('loading')?.url ?? ''}/goals/hostile`);
    expect(await page.locator('main').textContent()).toContain('The first load runs: 0 of 2');
    expect(await page.locator('main').textContent()).not.toContain('No data');
    await page.close();
  });

  it('runs no script that a title brings', async () => {
    const page = await open('full', '/goals/hostile');
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<script>');
    await page.close();
  });
});

/** Serious and critical findings, with where they are. What passed stays in the browser: it is long. */
async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate<AxeResults['violations']>(
    'axe.run().then(({ violations }) => violations)',
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function sideways(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

async function machineValues(figures: ReturnType<Page['locator']>): Promise<string[]> {
  return figures.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('value') ?? ''));
}

/** "−1.234,50 kr." back to "-1234.5". */
function readDanish(text: string): string {
  const plain = text
    .replaceAll(/[^\d,\u2212]/g, '')
    .replace('\u2212', '-')
    .replace(',', '.');
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
}
