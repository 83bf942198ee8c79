import type { Product } from '../../catalog.ts';
import type { Amounts, Entry, Goods } from './story.ts';

const TAX_PERCENT = 25;

/** What is with the customer of one line. */
interface Held extends Amounts {
  readonly type: Entry['type'];
  readonly quantity: number;
}

/** The tax on an amount before it, in øre, halves up. */
export function taxOn(net: number): number {
  return Math.round((net * TAX_PERCENT) / 100);
}

/**
 * The sales of one order. It knows what the customer holds, so that nothing is given back twice and
 * the parts of a line add up to the line, to the øre.
 */
export class Book {
  readonly goods: Goods[];
  readonly #held: Held[] = [];
  readonly #charges = new Map<Entry['type'], Amounts>();

  /** @param entries what has been agreed on already. */
  constructor(goods: readonly Goods[] = [], entries: Iterable<Entry> = []) {
    this.goods = [...goods];
    for (const entry of entries) this.#write(entry);
  }

  /** Sells goods and gives the sale. */
  sell(item: Product, quantity: number, discountPercent: number): Entry {
    const { sku, product: title, vendor, productType } = item;
    const gross = item.price * quantity;
    const discount = Math.floor((gross * discountPercent) / 100);
    const goods = this.goods.push({ sku, title, vendor, productType }) - 1;
    const tax = taxOn(gross - discount);
    return this.#write({ type: 'PRODUCT', action: 'ORDER', quantity, goods, gross, discount, tax });
  }

  /** A gift card: neither discount nor tax. */
  sellGiftCard(price: number): Entry {
    const card = { sku: 'GAVE-01', title: 'Gift card', vendor: 'Skovby', productType: 'Gift card' };
    const goods = this.goods.push(card) - 1;
    const amounts = { gross: price, discount: 0, tax: 0 };
    return this.#write({ type: 'GIFT_CARD', action: 'ORDER', quantity: 1, goods, ...amounts });
  }

  /** Shipping, a tip, a duty, a fee. */
  charge(type: Entry['type'], gross: number, tax: number, discount = 0): Entry {
    return this.#write({ type, action: 'ORDER', quantity: null, gross, discount, tax });
  }

  /** How many of a line's pieces the customer has. */
  left(goods: number): number {
    return this.#held[goods]?.quantity ?? 0;
  }

  /** Gives back pieces of a line, or as many as there are. @returns undefined where there are none. */
  giveBack(goods: number, pieces: number): Entry | undefined {
    const held = this.#held[goods];
    if (held === undefined || held.quantity === 0) return undefined;
    const quantity = Math.min(pieces, held.quantity);
    const part = (amount: number) => Math.floor((amount * quantity) / held.quantity);
    const given = { gross: part(held.gross), discount: part(held.discount), tax: part(held.tax) };
    const entry = { type: held.type, goods, quantity: -quantity, ...negated(given) };
    return this.#write({ action: 'RETURN', ...entry });
  }

  /** Changes a line's price by an amount before tax. @returns undefined where there is no such line. */
  reprice(goods: number, by: number): Entry | undefined {
    const held = this.#held[goods];
    if (held === undefined || held.quantity === 0 || held.type !== 'PRODUCT') return undefined;
    const amounts = { gross: by, discount: 0, tax: Math.sign(by) * taxOn(Math.abs(by)) };
    return this.#write({ type: 'PRODUCT', action: 'UPDATE', quantity: 0, goods, ...amounts });
  }

  /** Gives back what was charged of a type, or of all. */
  giveBackCharges(type?: Entry['type']): Entry[] {
    const given = [...this.#charges].filter(([charged]) => type === undefined || charged === type);
    return given.map(([charged, amounts]) => {
      this.#charges.delete(charged);
      return { type: charged, action: 'RETURN', quantity: null, ...negated(amounts) };
    });
  }

  giveBackAll(): Entry[] {
    const lines = this.#held.map((held, goods) => this.giveBack(goods, held.quantity));
    return [...lines.filter((entry) => entry !== undefined), ...this.giveBackCharges()];
  }

  #write(entry: Entry): Entry {
    const { type, goods, quantity } = entry;
    if (goods !== undefined) {
      const held = this.#held[goods];
      this.#held[goods] = {
        type,
        quantity: (held?.quantity ?? 0) + (quantity ?? 0),
        ...sum(held, entry),
      };
    } else if (type !== 'ADJUSTMENT') {
      if (entry.action === 'RETURN') this.#charges.delete(type);
      else this.#charges.set(type, sum(this.#charges.get(type), entry));
    }
    return entry;
  }
}

function sum(a: Amounts | undefined, b: Amounts): Amounts {
  const { gross, discount, tax } = b;
  if (a === undefined) return { gross, discount, tax };
  return { gross: a.gross + gross, discount: a.discount + discount, tax: a.tax + tax };
}

/** The same amounts, given back. */
export function negated({ gross, discount, tax }: Amounts): Amounts {
  return { gross: 0 - gross, discount: 0 - discount, tax: 0 - tax };
}
