import { gid } from './ids.ts';
import { LOCATIONS, STAFF } from './plot.ts';

/** A location, by its index. */
export function locationOf(index: number) {
  return { id: gid('Location', index + 1), name: LOCATIONS[index] ?? '' };
}

/** A member of staff, by index. */
export function staffOf(index: number) {
  return { id: gid('StaffMember', index + 1), name: STAFF[index] ?? '' };
}
