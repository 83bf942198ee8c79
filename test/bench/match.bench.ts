/**
 * What a fact costs with 10 goals and with 1,000: matching alone, and from the message to columns.
 * The goals are those of market managers: countries, their channels, and product types in them.
 * Prints figures; asserts nothing. FACTS (200,000) changes it.
 */
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import { Decoder } from '../../pipeline/processor/decode.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import type { Fact } from '../../schemas/facts.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { factMessages } from './facts.ts';
import { managerGoals } from './manager-goals.ts';

const FACTS = Number(process.env['FACTS'] ?? 200_000);
const BATCH = 50_000;
const TURNS = 5;
const decoder = new Decoder('sale');

function perFact(work: () => void): number {
  let best = Infinity;
  for (let turn = 0; turn < TURNS; turn++) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return (best * 1000) / FACTS;
}

function toColumns(records: readonly StoredRecord[], rules: ReturnType<typeof compileRules>): void {
  for (let from = 0; from < records.length; from += BATCH) {
    const rows = new FactRows('sale', BATCH, rules, rules.revision);
    for (const record of records.slice(from, from + BATCH)) {
      const decoded = decoder.decode(record);
      if ('values' in decoded && decoded.values) rows.addValues(decoded.values, decoded.standing);
    }
    rows.block.pieces();
  }
}

const records: StoredRecord[] = [];
for (const messages of factMessages({ facts: FACTS, seed: 1 })) {
  for (const { value } of messages) {
    if (records.length < FACTS)
      records.push({ key: '', value, partition: 0, offset: 0, timestamp: 0 });
  }
}
const facts = records.map(({ value }) => JSON.parse(value ?? '') as Fact);
const figures = [10, 1000].map((count) => {
  const rules = compileRules(always(managerGoals(count)), metrics);
  let counters = 0;
  for (const fact of facts) counters += rules.count('sale', fact).places.length;
  const matching = perFact(() => {
    for (const fact of facts) rules.count('sale', fact);
  });
  const whole = perFact(() => toColumns(records, rules));
  console.log(
    `${String(count).padStart(5)} goals: matching ${matching.toFixed(3)} µs, message to columns ${whole.toFixed(2)} µs a fact; ${(counters / FACTS).toFixed(1)} counters a fact`,
  );
  return { matching, whole };
});
const [few, many] = figures;
if (few !== undefined && many !== undefined) {
  console.log(
    `1,000 to 10: matching ${(many.matching / few.matching).toFixed(2)} ×, message to columns ${(many.whole / few.whole).toFixed(2)} ×`,
  );
}
