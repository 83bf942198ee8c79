/** What a case of a file must come to. */
export interface FileCase {
  readonly name: string;
  /** Metrics to look at that the case's goals lack. */
  readonly add?: readonly string[];
  /** What the sync of the project as it lies must say: the refusal, with the way out. */
  readonly says?: RegExp;
  /** Figures of the project as it lies. */
  readonly figures?: Readonly<Record<string, string>>;
  /** What the refusal names: keys of the connection, columns of it. */
  readonly fix?: Readonly<Record<string, unknown>>;
  readonly columns?: Readonly<Record<string, unknown>>;
  /** Figures once that is done. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Files that are gone at the second sync, at which `then` lies over the project. */
  readonly gone?: readonly string[];
  /** What the second sync must say, and figures after it. */
  readonly later?: { readonly says: RegExp; readonly figures: Readonly<Record<string, string>> };
}

export const FILE_CASES: readonly FileCase[] = [
  {
    name: '01-snapshot-all-rejected-deletes-all',
    figures: { net_sales: '30' },
    later: { says: /all 3 records were rejected/, figures: { net_sales: '30' } },
  },
  {
    name: '03-snapshot-bad-row-deletes-its-fact',
    figures: { net_sales: '30' },
    later: { says: /s\.csv:3: unitPrice: "10,5" .*decimal: ","/, figures: { net_sales: '30' } },
  },
  {
    name: '04-header-only-deletes-all',
    figures: { net_sales: '30' },
    later: { says: /--accept-shrink/, figures: { net_sales: '30' } },
  },
  {
    name: '05-glob-month-missing',
    figures: { net_sales: '60' },
    gone: ['2026-02.csv'],
    later: { says: /2026-02\.csv[^]*--accept-shrink/, figures: { net_sales: '60' } },
  },
  {
    name: '06-refund-positive-amount',
    figures: { net_sales: '0', returned_value: '100', units: '0' },
  },
  { name: '08-jsonl-64-bit-ids-merge', figures: { net_sales: '30', orders: '3' } },
  {
    name: '10-jsonl-misnamed-key-is-zero',
    says: /no line with the key p; its first line has: id, t, q, price, prod.*Name keys/,
    figures: { net_sales: 'none' },
    columns: { unitPrice: 'price' },
    fixed: { net_sales: '20' },
  },
  {
    name: '11-blank-price-counts-as-nothing',
    says: /s\.csv:2: has no money: unitPrice is empty; .*skip/,
    figures: { net_sales: '10', sale_entries: '1' },
    fix: { skip: { column: 'p', empty: true } },
    fixed: { net_sales: '10', sale_entries: '1' },
  },
  {
    name: '12-blank-currency-is-business-currency',
    says: /s\.csv:3: currency is empty: .*fillDown: true/,
    figures: { sale_entries: '1' },
    columns: { currency: { column: 'Currency', fillDown: true } },
    fixed: { sale_entries: '2', units: '2', net_sales: '0' },
  },
  {
    name: '14-duplicate-header-first-taken',
    says: /has the column p 2 times in its header \(columns 4 and 5\)/,
    figures: { net_sales: 'none' },
  },
  {
    name: '15-latin1-read-as-utf8',
    says: /^failed: s\.csv:2: has bytes that are no UTF-8 text.*encoding: windows-1252/,
    figures: { net_sales: 'none' },
    fix: { encoding: 'windows-1252' },
    fixed: { net_sales: '10' },
  },
  { name: '17-on-time-not-derived', figures: { on_time_delivery_rate: '0.333333' } },
  { name: '19-overlapping-exports-count-twice', figures: { review_rating: '3' } },
  {
    name: '21-kinds-do-not-steer-money',
    add: ['total_sales'],
    figures: { net_sales: '100', total_sales: '155', units: '1', orders: '1' },
  },
  {
    name: '22-no-row-filter',
    says: /s\.csv:4: amount: -25\.97 is negative, and the row is no return: .*skip/,
    figures: { net_sales: '26.91' },
    fix: { where: { column: 'reporting_category', in: ['charge', 'refund'] } },
    fixed: { net_sales: '26.91', sale_entries: '2' },
  },
  {
    name: '24-negative-discount-column',
    says: /s\.csv:2: discount: -10 is negative.*sign: reversed/,
    figures: { net_sales: 'none' },
    columns: { discount: { column: 'disc', sign: 'reversed' } },
    fixed: { net_sales: '90' },
  },
  { name: '27-one-bad-file-stops-every-sync', figures: { net_sales: '40' } },
  { name: '28-quote-inside-field-refuses-file', figures: { net_sales: '30' } },
  { name: '30-trailing-delimiter', figures: { net_sales: '20' } },
  { name: '31-mixed-line-ends-in-body', figures: { net_sales: '40' } },
  {
    name: '33-preamble-and-footer',
    says: /Line 3 has those columns: say `skipLines: 2`, or `comment: "#"`/,
    figures: { sessions: 'none' },
    fix: { skipLines: 2, skip: { column: 'Date', empty: true } },
    fixed: { sessions: '1334' },
  },
  {
    name: '34-danish-excel',
    says: /s\.csv:2: .*dates: dd-MM-yyyy.*thousands: "\."[^]*s\.csv:3: .*marks: \["kr\."\]/,
    figures: { net_sales: 'none' },
    fix: { dates: 'dd-MM-yyyy', thousands: '.', marks: ['kr.'] },
    fixed: { net_sales: '1587' },
  },
  {
    name: '37-utc-suffix-and-zone-column',
    says: /s\.csv:2: occurredAt: .*column zone says PST: use it .*zone: zone/,
    figures: { net_sales: '10' },
    columns: { occurredAt: { column: 't', zone: 'zone' } },
    fixed: { net_sales: '20' },
  },
  { name: '38-long-text-rejects-sale', figures: { net_sales: '20' } },
  { name: '39-utf16-jsonl-and-be', figures: { net_sales: '10' } },
  {
    name: '40-archive-and-spreadsheet-messages',
    says: /is a ZIP archive \(or an Excel workbook\).*Unpack it/,
    figures: { net_sales: 'none' },
  },
  {
    name: '42-return-by-negative-price-units',
    figures: { net_sales: '10', units: '1', returned_value: '10' },
  },
  { name: '43-default-needs-column', figures: { net_sales: '20' } },
];
