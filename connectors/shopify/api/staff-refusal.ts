import { AccessError } from './access-error.ts';
import { BulkError } from './bulk-error.ts';

/** ms until staff are asked for again after a refusal: a store's plan may have changed. */
const AGAIN_MS = 3_600_000;

/** What operations know of staff by: the variable, and the fields it includes. */
const FIELDS = new Set(['staffMember', 'user']);

/**
 * Whether a shop refuses to tell of its staff although the app has read_users: only stores on some of
 * Shopify's plans tell. Sales don't wait for it: they are read without.
 */
export class StaffRefusal {
  /** By the process's own clock, ms. */
  #at = -Infinity;

  get stands(): boolean {
    return performance.now() < this.#at + AGAIN_MS;
  }

  note(): void {
    this.#at = performance.now();
  }

  forget(): void {
    this.#at = -Infinity;
  }
}

/** Whether variables ask for staff. */
export function asksForStaff(variables: object): boolean {
  return 'staff' in variables && variables.staff === true;
}

/** Whether an error says that staff are refused. */
export function refusesStaff(error: unknown): boolean {
  return error instanceof AccessError && error.field.split('.').some((part) => FIELDS.has(part));
}

/** Whether staff may be why a bulk operation, which names no field, was refused. */
export function mayRefuseStaff(error: unknown): boolean {
  if (!(error instanceof BulkError)) return false;
  return error.failure === 'ACCESS_DENIED' || /access|permission/i.test(error.message);
}

/** What people must know of it. */
export const STAFF_LEFT_OUT =
  'facts carry no staff: Shopify refuses them although the app has read_users, as stores on other plans than Plus and Advanced do not tell of them; everything else is read';
