import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, localDate } from '../../schemas/calendar.ts';

const TIMEZONE = 'Europe/Copenhagen';

/**
 * Writes the sample shop's project into a folder, once: a connection to the seeded shop and goals
 * whose windows lie around the day of the first start. Returns the path of its goalstream.yaml.
 */
export async function sampleProject(folder: string, now: number): Promise<string> {
  const path = join(folder, 'goalstream.yaml');
  if (existsSync(path)) return path;
  await mkdir(join(folder, 'goals'), { recursive: true });
  await writeFile(join(folder, 'goals', 'sample.yaml'), goals(localDate(now, TIMEZONE)));
  await writeFile(path, CONFIG);
  return path;
}

const CONFIG = `# The sample shop: deterministic from its seed, a year up to now. Change what you like.
business:
  name: Skovby Friluft
  timezone: ${TIMEZONE}
  currency: DKK
  locale: en-DK
connections:
  shop: # Shopify's connector, at a stand-in for Shopify
    connector: shopify-sandbox
    seed: 20260309
    schedule: { cron: "*/5 * * * *" }
  surveys:
    connector: sample
    streams: [feedback]
    seed: 20260309
    schedule: { cron: "*/5 * * * *" }
goals: [goals]
data: data
`;

function goals(today: string): string {
  const year = { start: addDays(today, -330), end: addDays(today, 34) };
  const quarter = { start: addDays(today, -60), end: addDays(today, 30) };
  const month = { start: addDays(today, -40), end: addDays(today, -10) };
  const next = { start: addDays(today, 14), end: addDays(today, 44) };
  const window = ({ start, end }: { start: string; end: string }): string =>
    `{ start: ${start}, end: ${end} }`;
  return `owners:
  - { id: mette, name: Mette Lund, team: Management }
  - { id: rasmus, name: Rasmus Bach, team: Markets }
  - { id: freja, name: Freja Mørk, team: Markets }
  - { id: jonas, name: Jonas Krogh, team: Marketing }
  - { id: peter, name: Peter Winther, team: Logistics }
  - { id: ida, name: Ida Nørgaard, team: Service }
goals:
  - { id: company, title: "Company, net sales", metric: net_sales, owner: mette, company: true, type: reach, target: 11000000, cadence: monthly, window: ${window(year)} }
  - { id: denmark, title: "Denmark, net sales", metric: net_sales, owner: rasmus, type: reach, target: 6000000, cadence: monthly, parent: company, priority: 1, window: ${window(year)}, scope: { dimension: country, equals: DK } }
  - { id: nordic, title: "Sweden and Norway, net sales", metric: net_sales, owner: freja, type: reach, target: 3000000, cadence: monthly, parent: company, priority: 2, window: ${window(year)}, scope: { dimension: country, in: [SE, "NO"] } }
  - { id: email-orders, title: "Orders by e-mail", metric: orders, owner: jonas, supports: company, weight: 0.25, type: reach, target: 600, cadence: weekly, window: ${window(quarter)}, scope: { dimension: channel, equals: Email } }
  - { id: conversion, title: "Conversion rate, phones", metric: conversion_rate, owner: jonas, supports: company, weight: 0.25, type: increase, baseline: 0.025, target: 0.0266, cadence: weekly, window: ${window(quarter)}, scope: { dimension: device, equals: mobile } }
  - { id: on-time, title: "On-time delivery, every week", metric: on_time_delivery_rate, owner: peter, supports: csat, weight: 1, type: maintain, band: { min: 0.85 }, every: week, cadence: weekly, window: ${window(quarter)} }
  - { id: returns, title: "Value of returns below 8 % of net sales", metric: refund_rate, owner: mette, supports: company, weight: 0.2, type: maintain, band: { max: 0.08 }, every: month, cadence: monthly, window: ${window(quarter)} }
  - { id: csat, title: "Customer satisfaction, every month", metric: csat, owner: ida, supports: company, weight: 0.2, type: maintain, band: { min: 0.85 }, every: month, cadence: monthly, window: ${window(quarter)} }
  - { id: last-month, title: "Germany, units", metric: units, owner: freja, supports: company, weight: 0.1, type: reach, target: 400, cadence: weekly, window: ${window(month)}, scope: { dimension: country, equals: DE } }
  - { id: next-month, title: "Sweden, net sales next month", metric: net_sales, owner: freja, supports: nordic, weight: 1, type: reach, target: 200000, cadence: weekly, window: ${window(next)}, scope: { dimension: country, equals: SE } }
`;
}
