/** Where the shop's days begin and end. */
export const ZONE = 'Europe/Copenhagen';
