import { isDeepStrictEqual } from 'node:util';
import type { Connector, ReadContext } from '../../connectors/connector.ts';
import { World } from '../sync/world.ts';

/** Something that happens to a source between two syncs. */
export interface SourceChange {
  readonly name: string;
  readonly make: () => void | Promise<void>;
}

/** A source that changes. */
export interface ChangingSource {
  readonly connector: Connector;
  readonly config: unknown;
  readonly context: Partial<ReadContext>;
  readonly changes: readonly SourceChange[];
  /** The source's instant, ms; it may move with the changes. */
  readonly now: () => number;
}

/**
 * After each change of a source a sync must leave what somebody has who reads all of it now.
 * @throws Error where it does not, or where the change changes nothing.
 */
export async function followChanges(source: ChangingSource): Promise<void> {
  const world = worldOf(source);
  try {
    await synced(world);
    let before = await readWhole(source);
    compare('the first sync', world.latest(), before);
    for (const { name, make } of source.changes) {
      await make();
      world.now = Math.max(world.now, source.now());
      await synced(world);
      const truth = await readWhole(source);
      if (isDeepStrictEqual(truth, before)) throw new Error(`${name} changes nothing`);
      compare(name, world.latest(), truth);
      before = truth;
    }
  } finally {
    world.close();
  }
}

type Facts = ReturnType<World['latest']>;

function worldOf({ connector, config, context, now }: ChangingSource): World {
  const world = new World(connector, config, { ...context, now });
  world.batchSize = 100;
  return world;
}

/** What somebody has who reads the whole source now. */
async function readWhole(source: ChangingSource): Promise<Facts> {
  const world = worldOf(source);
  try {
    await synced(world);
    return world.latest();
  } finally {
    world.close();
  }
}

async function synced(world: World): Promise<void> {
  for (const { stream, state, error } of (await world.run()).streams) {
    if (state === 'failed' || state === 'cancelled')
      throw new Error(`${stream} ${state}: ${error}`);
  }
}

function compare(when: string, standing: Facts, truth: Facts): void {
  for (const [key, fact] of truth) {
    const found = standing.get(key);
    if (isDeepStrictEqual(found, fact)) continue;
    throw new Error(
      `after ${when}, ${key} is ${JSON.stringify(found)} and not ${JSON.stringify(fact)}`,
    );
  }
  const surplus = [...standing.keys()].find((key) => !truth.has(key));
  if (surplus !== undefined) {
    throw new Error(`after ${when}, ${surplus} still stands, and the source has it no more`);
  }
}
