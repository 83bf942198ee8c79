/**
 * How long it takes to attribute a year of sales anew under changed goals, in the embedded engine.
 * Once with scopes over few dimensions, once over products and SKUs, whose combinations are many.
 * Prints figures; says whether the rows are those that the new rules give. FACTS (2,000,000).
 */
import { compileRules, type Rules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { Decoder } from '../../pipeline/processor/decode.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import { reattribute } from '../../pipeline/processor/reattribute.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine } from '../support/engine.ts';
import { benchGoals, factMessages, values } from './facts.ts';
import { managerGoals } from './manager-goals.ts';

const FACTS = Number(process.env['FACTS'] ?? 2_000_000);

const decoder = new Decoder('sale');

async function load(store: Store, rules: Rules): Promise<void> {
  let rows = new FactRows('sale', 60_000, rules, rules.revision);
  for (const messages of factMessages({ facts: FACTS, seed: 1 })) {
    for (const { value } of messages) {
      const decoded = decoder.decode({ key: '', value, partition: 0, offset: 0, timestamp: 0 });
      if ('values' in decoded && decoded.values) rows.addValues(decoded.values, decoded.standing);
    }
    if (rows.block.rows < 45_000) continue;
    await store.insert('fact_sale', rows.block);
    rows = new FactRows('sale', 60_000, rules, rules.revision);
  }
  if (rows.block.rows > 0) await store.insert('fact_sale', rows.block);
}

async function run(store: Store, name: string, goals: readonly Goal[]): Promise<void> {
  const rules = compileRules(always(goals), metrics);
  const log = { append: () => Promise.resolve() };
  const started = performance.now();
  const done = await reattribute({ store, log, rules, revisionOf: rules.revision });
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${name}: ${done.toLocaleString('en')} facts anew in ${seconds.toFixed(1)} s, node ${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
  );
  console.log(`  ${await sample(store, rules)}`);
}

/** Compares a sample of the rows with the rules. */
async function sample(store: Store, rules: Rules): Promise<string> {
  const rows = await store.query<Record<string, string> & { day: string; goals: string[] }>(
    `SELECT toString(day) AS day, goals, channel, campaign, country, device, product, product_type AS productType, vendor, sku
     FROM fact_sale FINAL WHERE cityHash64(id) % 100 = 0`,
  );
  const right = rows.filter(
    ({ goals, ...fact }) => rules.attribute('sale', fact).join() === goals.join(),
  );
  return `${right.length} of ${rows.length} rows looked at are as the rules have them`;
}

function productGoals(): readonly Goal[] {
  return managerGoals(200).map((goal, index) => {
    const sku = `sku-${(index * 7) % values.product.length}`;
    return index % 2 === 0 ? goal : { ...goal, scope: { dimension: 'sku', equals: sku } };
  });
}

const engine = await testEngine();
const store = await engine.freshStore();
await load(store, compileRules(always(managerGoals(10)), metrics));
await run(store, 'few dimensions', managerGoals(200));
await run(store, 'products and SKUs', productGoals());
await run(store, 'seven dimensions', benchGoals(200));
await run(store, 'nothing changed', benchGoals(200));
await engine.stop();
