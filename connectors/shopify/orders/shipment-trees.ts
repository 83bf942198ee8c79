import type { BulkRoot } from '../api/bulk.ts';
import { needsEvents } from '../map/shipment.ts';
import type { ShipmentsOrder } from '../map/whole-order.ts';
import { allEvents, type Events } from './events.ts';
import { inHalves } from './halves.ts';
import type { Asking, Unanswered } from './stream.ts';

type Tree = BulkRoot<'BulkShipments'>;

/** Orders that wait together for the events of their parcels. */
const TOGETHER = 500;
/** Parcels of one request, and events of each, within 1,000 points. */
const PARCELS = 60;
const EVENTS = 15;

/**
 * Orders as a bulk operation gives them. It can't give the events of parcels: those of the few whose
 * arrival they alone tell are asked for here.
 */
export async function* ordersFromTrees(
  asking: Asking,
  trees: AsyncIterable<Tree>,
): AsyncGenerator<ShipmentsOrder | Unanswered> {
  let waiting: Tree[] = [];
  for await (const tree of trees) {
    waiting.push(tree);
    if (waiting.length < TOGETHER) continue;
    yield* await answered(asking, waiting);
    waiting = [];
  }
  yield* await answered(asking, waiting);
}

function answered(
  asking: Asking,
  trees: readonly Tree[],
): Promise<readonly (ShipmentsOrder | Unanswered)[]> {
  return inHalves(asking, trees, {
    idOf: ({ id }) => id,
    ask: (some) => withEvents(asking, some),
  });
}

async function withEvents(
  asking: Asking,
  trees: readonly Tree[],
): Promise<readonly ShipmentsOrder[]> {
  const parcels = trees.flatMap(({ fulfillments }) => fulfillments).filter(needsEvents);
  const ids = parcels.map(({ id }) => id);
  const known = new Map<string, Events>();
  for (let start = 0; start < ids.length; start += PARCELS) {
    await readEvents(asking, ids.slice(start, start + PARCELS), known);
  }
  return trees.map((tree) => orderOf(tree, known));
}

async function readEvents(
  { api }: Asking,
  ids: readonly string[],
  known: Map<string, Events>,
): Promise<void> {
  const { nodes } = await api.request('ParcelsEvents', { ids, events: EVENTS });
  for (const node of nodes) {
    if (node === null || !('id' in node)) continue;
    known.set(node.id, await allEvents(api, node.id, node.events));
  }
}

function orderOf(tree: Tree, known: ReadonlyMap<string, Events>): ShipmentsOrder {
  const fulfillments = tree.fulfillments.map((parcel) => ({
    ...parcel,
    events: known.get(parcel.id) ?? [],
  }));
  return { ...tree, fulfillments };
}
