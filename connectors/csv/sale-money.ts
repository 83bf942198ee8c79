import { BadValue } from './bad-value.ts';
import type { CsvConfig } from './config.ts';
import { productReader } from './product.ts';
import type { RawRow } from './row.ts';
import { against, negative, noMoney, rulesOf, type AMOUNTS, type Rules } from './sign-rules.ts';

export type Draft = Record<string, string | number | boolean>;

const MONEY_BESIDE = ['discount', 'tax', 'shipping', 'duties', 'fees', 'returned'] as const;
/** What stands beside the amount and goes the same way. */
const BESIDE = [...MONEY_BESIDE, 'originalAmount'] as const;

/** A row's own amount: a decimal, and the field that it came from. */
interface Amount {
  readonly value: string;
  readonly field: (typeof AMOUNTS)[number];
}

/**
 * Puts a sale's amounts into the fields that its kind counts to, by the sign convention of
 * `schemas/facts.ts`. A row whose signs contradict each other throws BadValue with the way out.
 */
export function saleMoney(
  config: CsvConfig,
  currency: string,
  isReturn: (row: RawRow) => boolean,
  onNegativePrice: () => void,
): (row: RawRow, draft: Draft, scratch: Draft) => void {
  const rules = { ...rulesOf(config), onNegativePrice };
  const productOf = productReader();
  return (row, draft, { amount, gross, unitPrice }) => {
    draft['currency'] ??= currency;
    const mapped = draft['kind'];
    const back = mapped === 'return' || mapped === 'reversal';
    const returned = back || isReturn(row);
    const goods = mapped === undefined || mapped === 'line' || mapped === 'edit';
    const kind = returned && goods ? 'return' : (mapped ?? 'line');
    draft['kind'] = kind;
    if (kind === 'other') return countNothing(draft);
    const own = ownAmount(amount, gross, productOf(draft['quantity'], unitPrice));
    if (back || kind === 'return') takeBack(draft, own, rules);
    else if (kind === 'line' || kind === 'edit') sell(draft, own, kind, rules);
    else steer(draft, own, String(kind), returned, rules);
  };
}

function ownAmount(
  amount: Draft[string] | undefined,
  gross: Draft[string] | undefined,
  fromPrice: string | undefined,
): Amount | undefined {
  if (amount !== undefined) return { value: String(amount), field: 'amount' };
  if (gross !== undefined) return { value: String(gross), field: 'gross' };
  return fromPrice === undefined ? undefined : { value: fromPrice, field: 'unitPrice' };
}

/** A row of kind `other` (a fee, a payout) is kept and counts for nothing. */
function countNothing(draft: Draft): void {
  for (const name of ['gross', ...BESIDE]) delete draft[name];
  draft['quantity'] = '0';
}

/** A return takes back whatever it names: the direction is the return's, whatever the signs. */
function takeBack(draft: Draft, own: Amount | undefined, rules: Rules): void {
  const { signed } = rules;
  const given = draft['returned'];
  const explicit = given !== undefined && given !== '0';
  if (!explicit && own === undefined && given === undefined) throw noMoney(rules);
  if (!signed.has('quantity')) draft['quantity'] = below(String(draft['quantity']));
  if (explicit) {
    if (!signed.has('returned')) draft['returned'] = size(String(given));
  } else if (own !== undefined) {
    draft['returned'] = signed.has(own.field) ? negated(own.value) : size(own.value);
  }
  for (const name of BESIDE) {
    const value = draft[name];
    if (name === 'returned' || value === undefined) continue;
    if (!signed.has(name)) draft[name] = below(String(value));
  }
}

/** A row of kind shipping, tax or discount: its amount counts there, and it has no units. */
function steer(
  draft: Draft,
  own: Amount | undefined,
  kind: string,
  returned: boolean,
  rules: Rules,
): void {
  const { signed } = rules;
  draft['quantity'] = '0';
  steerOriginal(draft, kind, returned, signed);
  const given = draft[kind];
  const explicit = given !== undefined && given !== '0';
  if (own === undefined && given === undefined) throw noMoney(rules);
  if (explicit || own === undefined) {
    const value = String(given);
    if (returned && !signed.has(kind)) draft[kind] = below(value);
    else if (value.startsWith('-') && !signed.has(kind)) throw negative(kind, value, rules);
    return;
  }
  const { value, field } = own;
  if (signed.has(field)) draft[kind] = kind === 'discount' ? negated(value) : value;
  else if (returned) draft[kind] = below(value);
  else if (kind === 'discount') draft[kind] = size(value);
  else if (value.startsWith('-')) throw negative(field, value, rules);
  else draft[kind] = value;
}

/** Only a discount moves what the amount in the customer's currency stands for. */
function steerOriginal(
  draft: Draft,
  kind: string,
  returned: boolean,
  signed: ReadonlySet<string>,
): void {
  const { originalAmount } = draft;
  if (originalAmount === undefined) return;
  if (kind !== 'discount') delete draft['originalAmount'];
  else if (!signed.has('originalAmount')) {
    draft['originalAmount'] = (returned ? size : below)(String(originalAmount));
  }
}

/** A line sold, or an edit of one: what stands beside it must go the same way. */
function sell(draft: Draft, own: Amount | undefined, kind: string, rules: Rules): void {
  if (own !== undefined) draft['gross'] = own.value;
  else if (rules.mapsAmount || !hasMoney(draft)) throw noMoney(rules);
  if (kind === 'edit') return;
  if (own !== undefined && !rules.signed.has(own.field)) checkUnits(draft, own, rules);
  if (BESIDE.some((name) => draft[name] !== undefined)) checkBeside(draft, rules);
}

function checkUnits(draft: Draft, { value, field }: Amount, rules: Rules): void {
  const quantity = String(draft['quantity']);
  const back = quantity.startsWith('-');
  if (value.startsWith('-')) {
    if (back) return;
    if (rules.constantQuantity && !rules.tellsKinds) draft['quantity'] = negated(quantity);
    else if (field !== 'unitPrice' || rules.constantQuantity) throw negative(field, value, rules);
    else rules.onNegativePrice();
  } else if (back && value !== '0') {
    throw new BadValue(
      `quantity: ${quantity} is negative, ${field} is not, and the row is no return: say which rows are returns (\`returns: { column: …, … }\`), or take the signs as they are (\`${field}: { column: ${rules.column(field)}, sign: signed }\`)`,
    );
  }
}

function checkBeside(draft: Draft, rules: Rules): void {
  const { gross = '0', quantity, returned } = draft;
  const back = gross === '0' ? String(quantity).startsWith('-') : String(gross).startsWith('-');
  for (const name of BESIDE) {
    const value = draft[name];
    if (value === undefined || value === '0' || rules.signed.has(name)) continue;
    if (name === 'originalAmount' && returned !== undefined) continue;
    const text = String(value);
    if ((!back || name === 'returned') && text.startsWith('-')) throw negative(name, text, rules);
    if (back && name !== 'returned' && !text.startsWith('-')) throw against(name, text, rules);
  }
}

function hasMoney(draft: Draft): boolean {
  return MONEY_BESIDE.some((name) => draft[name] !== undefined);
}

/** A decimal text with the other sign. */
export function negated(value: string): string {
  if (value === '0') return value;
  return value.startsWith('-') ? value.slice(1) : `-${value}`;
}

function size(value: string): string {
  return value.startsWith('-') ? value.slice(1) : value;
}

function below(value: string): string {
  return negated(size(value));
}
