/** A product of the sample shop; the price is in øre before tax. */
export interface Product {
  readonly sku: string;
  readonly product: string;
  readonly productType: string;
  readonly vendor: string;
  readonly price: number;
}

type Weighted<T> = readonly (readonly [T, number])[];

const product = (
  sku: string,
  name: string,
  productType: string,
  vendor: string,
  price: number,
): Product => ({ sku, product: name, productType, vendor, price });

export const PRODUCTS: Weighted<Product> = [
  [product('KRUS-01', 'Enamel mug', 'Camp kitchen', 'Nordvind', 11_900), 14],
  [product('GRYDE-02', 'Cooking pot, 1.4 litres', 'Camp kitchen', 'Nordvind', 27_900), 7],
  [product('BRAEND-03', 'Gas stove', 'Camp kitchen', 'Nordvind', 43_900), 6],
  [product('ULD-01', 'Wool base layer', 'Clothing', 'Fjeldrype', 63_900), 6],
  [product('HUE-02', 'Merino hat', 'Clothing', 'Fjeldrype', 31_900), 9],
  [product('SOK-03', 'Hiking socks', 'Clothing', 'Fjeldrype', 15_900), 10],
  [product('POSE-01', 'Sleeping bag, 0 degrees', 'Sleeping', 'Stilhed', 87_900), 4],
  [product('PUDE-02', 'Travel pillow', 'Sleeping', 'Stilhed', 18_900), 9],
  [product('LAGEN-03', 'Pillowcase', 'Sleeping', 'Stilhed', 7_900), 8],
  [product('TELT-01', 'Two-person tent', 'Tents and packs', 'Granskov', 143_900), 2],
  [product('SAEK-02', 'Day pack, 28 litres', 'Tents and packs', 'Granskov', 71_900), 3],
];

export const COUNTRIES: Weighted<string> = [
  ['DK', 58],
  ['SE', 18],
  ['NO', 12],
  ['DE', 12],
];

export const DEVICES: Weighted<string> = [
  ['mobile', 62],
  ['desktop', 38],
];

export const CHANNELS: Weighted<string> = [
  ['Organic Search', 34],
  ['Paid Search', 22],
  ['Direct', 18],
  ['Email', 15],
  ['Social', 11],
];

export const CARRIERS: Weighted<string> = [
  ['GLS', 45],
  ['PostNord', 35],
  ['DAO', 20],
];

export const RETURN_REASONS: Weighted<string> = [
  ['Changed mind', 45],
  ['Not as described', 25],
  ['Damaged', 20],
  ['Too late', 10],
];

interface Campaign {
  readonly name: string;
  /** Local dates of a year, "MM-DD", both included. */
  readonly from: string;
  readonly to: string;
  /** Orders are multiplied by it. */
  readonly lift: number;
  readonly discountPercent: number;
}

const CAMPAIGNS: readonly Campaign[] = [
  { name: 'Winter sale', from: '01-06', to: '01-20', lift: 1.4, discountPercent: 25 },
  { name: 'Spring cleaning', from: '04-10', to: '04-17', lift: 1.3, discountPercent: 15 },
  { name: 'Summer sale', from: '06-25', to: '07-10', lift: 1.3, discountPercent: 20 },
  { name: 'Black week', from: '11-20', to: '11-30', lift: 2.2, discountPercent: 30 },
];

/** By month: January first. */
const SEASON = [0.85, 0.8, 0.9, 0.95, 1, 0.9, 0.8, 0.95, 1.05, 1.1, 1.35, 1.6];
/** By day of the week: Sunday first. */
const WEEKDAY = [1.2, 1.1, 1, 0.95, 0.95, 0.85, 0.95];

/** The campaign that runs on a local date. */
export function campaignOn(day: string): Campaign | undefined {
  const date = day.slice(5);
  return CAMPAIGNS.find(({ from, to }) => date >= from && date <= to);
}

/** How busy a local date is against the average. */
export function busyness(day: string): number {
  const date = new Date(`${day}T00:00:00Z`);
  const season = SEASON[date.getUTCMonth()] ?? 1;
  return season * (WEEKDAY[date.getUTCDay()] ?? 1) * (campaignOn(day)?.lift ?? 1);
}
