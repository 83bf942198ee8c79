/** A thread that asks for /livez every 20 ms, so that no other work of the fuzzer delays its clock. */
import { request, Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const EVERY_MS = 20;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const { url } = workerData as { url: string };
const delays: number[] = [];
let failures = 0;
const stop = new AbortController();
parentPort?.on('message', () => stop.abort());

/** @returns ms until the answer, or undefined where there was none. */
function ask(): Promise<number | undefined> {
  const started = performance.now();
  return new Promise((resolve) => {
    const asked = request(`${url}/livez`, { agent, timeout: 10_000 }, (response) => {
      response.resume();
      response.once('end', () =>
        resolve(response.statusCode === 200 ? performance.now() - started : undefined),
      );
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}

while (!stop.signal.aborted) {
  const delay = await ask();
  if (delay === undefined) failures += 1;
  else delays.push(delay);
  await sleep(EVERY_MS);
}
agent.destroy();
parentPort?.postMessage({ delays, failures });
parentPort?.close();
