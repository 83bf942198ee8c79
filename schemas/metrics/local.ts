/** What a project says that decides on the figures of every metric. */
export interface LocalRules {
  /** IANA name of the business's time zone: promises are kept or broken by its days. */
  readonly timezone: string;
  /** Connections that number their orders alike; one in no group has numbers of its own. */
  readonly orders: Shared;
  /** Connections that number, or name, their customers alike. */
  readonly customers: Shared;
}

/** Groups of connections that share ids, or all of them. */
export type Shared = 'all' | readonly (readonly string[])[];

/** What holds where nothing is said: days of UTC, and each connection has numbers of its own. */
export const NO_LOCAL_RULES: LocalRules = { timezone: 'UTC', orders: [], customers: [] };
