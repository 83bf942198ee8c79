/** What else in a data folder tells which log it belongs to. */
export interface Evidence {
  /** The log's id. */
  readonly log: string;
  /** The logs that the store names. */
  readonly storesLogs: readonly string[];
  /** The logs that the indexes of snapshots were used with. */
  readonly followed: readonly string[];
  /** Whether `customer.key` is the one that the log knows; undefined where one of them has none. */
  readonly keyFits: boolean | undefined;
}

/**
 * Which of log and store comes from another data folder, where they do not belong together.
 * Undefined where the rest of the folder does not tell, or is of both. Pure.
 */
export function foreignPart({ log, storesLogs, followed, keyFits }: Evidence) {
  const others = storesLogs.filter((id) => id !== log);
  const forLog = followed.includes(log) || keyFits === true;
  const againstLog = followed.some((id) => others.includes(id)) || keyFits === false;
  if (forLog === againstLog) return undefined;
  return forLog ? ('store' as const) : ('log' as const);
}
