/** Something the user can mend; printed without a stack. */
export class UsageError extends Error {}
