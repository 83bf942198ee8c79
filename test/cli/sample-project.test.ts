import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRODUCTS } from '../../connectors/sandbox/catalog.ts';
import { connectors } from '../../connectors/registry.ts';
import { checkOffline } from '../../pipeline/app/check-goals.ts';
import { sampleProject } from '../../pipeline/cli/sample-project.ts';
import { loadProject } from '../../pipeline/config/load-project.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-sample-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function complaints(path: string): Promise<readonly string[]> {
  const environment = { CLICKHOUSE_PASSWORD: 'x' };
  const project = await loadProject(path, connectors, environment, { sources: true });
  const { findings } = checkOffline(project);
  return [
    ...project.warnings.map(({ message }) => message),
    ...findings.map(({ goal, field, message }) => `${goal}.${field}: ${message}`),
  ];
}

test('the sample’s own check finds nothing, on whatever day it was started first', async () => {
  const days = ['2024-02-29', '2026-03-29', '2026-10-25', '2026-12-31', '2027-01-01'];
  for (const day of days) {
    const path = await sampleProject(join(folder, day), Date.parse(`${day}T22:59:00Z`));
    expect({ day, found: await complaints(path) }).toEqual({ day, found: [] });
  }
});

test('nor does that of the sample for Docker', async () => {
  const path = resolve(import.meta.dirname, '../../connectors/sandbox/compose/goalstream.yaml');
  expect(await complaints(path)).toEqual([]);
});

test('the outdoor shop sells what one takes outdoors', () => {
  const types = new Set(PRODUCTS.map(([{ productType }]) => productType));
  expect([...types]).toEqual(['Camp kitchen', 'Clothing', 'Sleeping', 'Tents and packs']);
  expect(new Set(PRODUCTS.map(([{ sku }]) => sku)).size).toBe(PRODUCTS.length);
});
