import type { Store } from './store.ts';

/**
 * A version for rows that replace what stands: the clock's, or one more than the greatest there, since
 * an earlier writer's clock may have been ahead. Of two that write at once the greater one stands.
 * @param now ms since the epoch.
 */
export async function nextVersion(
  store: Store,
  table: 'business' | 'goal_definition',
  now: number,
): Promise<number> {
  const rows = await store.query<{ greatest: string }>(
    `SELECT toString(max(version)) AS greatest FROM ${table}`,
  );
  return Math.max(now, Number(rows[0]?.greatest ?? 0) + 1);
}
