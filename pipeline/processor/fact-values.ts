import { factSchemas, type Fact, type FactType } from '../../schemas/facts.ts';
import type { Attributable, TouchValues } from '../attribution/touches.ts';

/**
 * A fact as the values of its type's fields, by their places in `fieldNames`; undefined where it
 * lacks one, and a text that is only copied may be a TextBytes. Reading and writing by place costs a
 * fraction of doing it by name.
 */
export type FactValues = readonly unknown[];

/** The fields of a fact type, in the order of its schema. */
export function fieldNames(type: FactType): readonly string[] {
  return Object.keys(factSchemas[type].shape);
}

/** A fact's values. */
export function valuesOf(names: readonly string[], fact: Fact): FactValues {
  const named: Readonly<Record<string, unknown>> = fact;
  return names.map((name) => named[name]);
}

/** Gives what attribution needs of a fact's values: an object that is good until the next call. */
export function attributableOf(names: readonly string[]): (values: FactValues) => Attributable {
  // At the place after the last there is no value.
  const place = (name: string): number =>
    names.includes(name) ? names.indexOf(name) : names.length;
  const at = {
    day: place('day'),
    shop: place('shop'),
    channel: place('channel'),
    campaign: place('campaign'),
    country: place('country'),
    device: place('device'),
    product: place('product'),
    productType: place('productType'),
    vendor: place('vendor'),
    sku: place('sku'),
    location: place('location'),
    staff: place('staff'),
    carrier: place('carrier'),
    firstTouch: place('firstTouch'),
    lastTouch: place('lastTouch'),
    touches: place('touches'),
  };
  const fact: { -readonly [Name in keyof Attributable]: Attributable[Name] } = { day: '' };
  return (values) => {
    fact.day = text(values, at.day) ?? '';
    fact.shop = text(values, at.shop);
    fact.channel = text(values, at.channel);
    fact.campaign = text(values, at.campaign);
    fact.country = text(values, at.country);
    fact.device = text(values, at.device);
    fact.product = text(values, at.product);
    fact.productType = text(values, at.productType);
    fact.vendor = text(values, at.vendor);
    fact.sku = text(values, at.sku);
    fact.location = text(values, at.location);
    fact.staff = text(values, at.staff);
    fact.carrier = text(values, at.carrier);
    fact.firstTouch = values[at.firstTouch] as TouchValues | undefined;
    fact.lastTouch = values[at.lastTouch] as TouchValues | undefined;
    fact.touches = values[at.touches] as readonly TouchValues[] | undefined;
    return fact;
  };
}

function text(values: FactValues, place: number): string | undefined {
  return values[place] as string | undefined;
}
