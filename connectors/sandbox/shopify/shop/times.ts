/** An instant (ms) as Shopify writes it: whole seconds, in UTC. */
export function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The same where the instant has come. */
export function timeIfCome(ms: number | undefined, now: number): string | null {
  return ms !== undefined && ms <= now ? timeOf(ms) : null;
}
