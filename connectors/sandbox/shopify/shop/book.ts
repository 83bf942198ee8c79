import type { Product } from '../../catalog.ts';
import type { Amounts, Deal, Entry, Goods } from './story.ts';

const TAX_PERCENT = 25;

/** What is still with the customer of one thing sold. */
interface Held extends Amounts {
  readonly type: Entry['type'];
  readonly quantity: number;
}

/** The tax of an amount before it, in øre, halves up. */
export function taxOn(net: number): number {
  return Math.round((net * TAX_PERCENT) / 100);
}

/**
 * The sales of one order while its story is told. It knows what the customer holds, so that nothing
 * is given back twice and parts of a line add up to the line, to the øre.
 */
export class Book {
  readonly goods: Goods[] = [];
  readonly deals: Deal[] = [];
  readonly #held: Held[] = [];
  #other: Held[] = [];

  /** Sells goods and gives the sale. */
  sell(item: Product, quantity: number, discountPercent: number): Entry {
    const { sku, product: title, vendor, productType } = item;
    const gross = item.price * quantity;
    const discount = Math.floor((gross * discountPercent) / 100);
    return this.#add({ sku, title, vendor, productType }, 'PRODUCT', quantity, {
      gross,
      discount,
      tax: taxOn(gross - discount),
    });
  }

  /** A gift card: neither discount nor tax. */
  sellGiftCard(price: number): Entry {
    const card = { sku: 'GAVE-01', title: 'Gift card', vendor: 'Skovby', productType: 'Gift card' };
    return this.#add(card, 'GIFT_CARD', 1, { gross: price, discount: 0, tax: 0 });
  }

  /** Shipping, a tip, a duty, a fee. */
  charge(type: Entry['type'], gross: number, tax: number, discount = 0): Entry {
    this.#other.push({ type, quantity: 0, gross, discount, tax });
    return { type, action: 'ORDER', quantity: null, gross, discount, tax };
  }

  /** How many of a line's pieces the customer has. */
  left(goods: number): number {
    return this.#held[goods]?.quantity ?? 0;
  }

  /** Gives back pieces of a line. @returns undefined where there are none left. */
  giveBack(goods: number, pieces: number): Entry | undefined {
    const held = this.#held[goods];
    if (held === undefined || held.quantity === 0) return undefined;
    const quantity = Math.min(pieces, held.quantity);
    const part = (amount: number) => Math.floor((amount * quantity) / held.quantity);
    const given = { gross: part(held.gross), discount: part(held.discount), tax: part(held.tax) };
    this.#held[goods] = { ...held, quantity: held.quantity - quantity, ...less(held, given) };
    return { type: held.type, action: 'RETURN', goods, ...negated(given), quantity: -quantity };
  }

  /** Changes a line's price by an amount before tax. */
  reprice(goods: number, by: number): Entry | undefined {
    const held = this.#held[goods];
    if (held === undefined || held.quantity === 0 || held.type !== 'PRODUCT') return undefined;
    const change = { gross: by, discount: 0, tax: Math.sign(by) * taxOn(Math.abs(by)) };
    this.#held[goods] = { ...held, ...less(held, negated(change)) };
    return { type: 'PRODUCT', action: 'UPDATE', quantity: 0, goods, ...change };
  }

  /** Gives back the charges of a type. */
  giveBackCharges(type?: Entry['type']): Entry[] {
    const given = this.#other.filter((held) => type === undefined || held.type === type);
    this.#other = this.#other.filter((held) => !given.includes(held));
    return given.map((held) => ({
      type: held.type,
      action: 'RETURN',
      quantity: null,
      ...negated(held),
    }));
  }

  giveBackAll(): Entry[] {
    const lines = this.#held.map((held, goods) => this.giveBack(goods, held.quantity));
    return [...lines.filter((entry) => entry !== undefined), ...this.giveBackCharges()];
  }

  #add(goods: Goods, type: Entry['type'], quantity: number, amounts: Amounts): Entry {
    this.goods.push(goods);
    this.#held.push({ type, quantity, ...amounts });
    return { type, action: 'ORDER', quantity, goods: this.goods.length - 1, ...amounts };
  }
}

function less(a: Amounts, b: Amounts): Amounts {
  return { gross: a.gross - b.gross, discount: a.discount - b.discount, tax: a.tax - b.tax };
}

/** The same amounts, given back. */
export function negated({ gross, discount, tax }: Amounts): Amounts {
  return { gross: 0 - gross, discount: 0 - discount, tax: 0 - tax };
}
