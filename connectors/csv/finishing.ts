import { dayReader, startOfDay } from '../local-day.ts';
import { impossibleTimes } from '../shipment-times.ts';
import { BadValue } from './bad-value.ts';
import type { RawRow } from './row.ts';
import { negated, type Draft } from './sale-money.ts';

/** One step of turning a row into a fact. @throws BadValue */
export type Step = (row: RawRow, draft: Draft, scratch: Draft) => void;

/** An amount in another currency needs that currency. */
export function originalHasCurrency(_row: RawRow, draft: Draft): void {
  if (draft['originalAmount'] !== undefined && draft['originalCurrency'] === undefined) {
    throw new BadValue(
      'originalCurrency is empty, and there is an originalAmount: correct the row',
    );
  }
}

/** Units that come back are counted, whether or not a file writes them with a minus. */
export function comesBack(_row: RawRow, draft: Draft): void {
  const quantity = String(draft['quantity']);
  if (quantity.startsWith('-')) draft['quantity'] = negated(quantity);
}

/** Works out the day that a fact counts on, and the instant of a day. @param zone the business's. */
export function localDay(zone: string): Step {
  const dayOf = dayReader(zone);
  return (_row, draft) => {
    const { day, occurredAt, promisedAt, shippedAt } = draft;
    if (typeof occurredAt !== 'number') {
      if (typeof day !== 'string') throw new BadValue('day and occurredAt are empty');
      draft['occurredAt'] = startOfDay(day, zone);
    } else if (day === undefined) {
      draft['day'] = dayOf(Number(promisedAt ?? shippedAt ?? occurredAt));
    }
  };
}

/** Refuses times that a parcel can't have. @param zone the business's. */
export function shipmentTimes(zone: string): Step {
  const dayOf = dayReader(zone);
  return (_row, draft) => {
    const { day, promisedAt } = draft;
    if (typeof promisedAt === 'number' && day !== dayOf(promisedAt)) {
      const promised = dayOf(promisedAt);
      throw new BadValue(`day: ${day} is not the day of promisedAt (${promised}); leave day out`);
    }
    const wrong = impossibleTimes(draft, dayOf);
    if (wrong !== undefined) throw new BadValue(wrong);
  };
}
