import { openEmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';

/** Appends numbers from a start on, and prints each number once the log has acknowledged it. */
const [dir = '', topic = '', from = '0'] = process.argv.slice(2);
const log = await openEmbeddedLog({ dir });
await log.createTopics([{ name: topic, partitions: 3, cleanup: 'delete' }]);

async function appendOne(n: number): Promise<void> {
  await log.append(topic, [{ key: `k${n % 10}`, value: String(n) }]);
  process.stdout.write(`${n}\n`);
}

for (let n = Number(from); ; n += 20) {
  await Promise.all(Array.from({ length: 20 }, (_, i) => appendOne(n + i)));
}
