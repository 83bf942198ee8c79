import { getNamedType, isObjectType, type SelectionSetNode } from 'graphql';
import { selectedFields, type Reading } from './selection.ts';

/** What is selected of a connection's nodes, through `nodes` or `edges`. */
export function nodeSets(
  connection: string,
  sets: readonly SelectionSetNode[],
  reading: Reading,
): readonly SelectionSetNode[] {
  const type = reading.schema.getType(connection);
  if (!isObjectType(type)) return [];
  return selectedFields(type, sets, reading).flatMap(({ node, below }) => {
    if (node.name.value === 'nodes') return below;
    if (node.name.value !== 'edges') return [];
    const edges = getNamedType(type.getFields()['edges']?.type);
    if (!isObjectType(edges)) return [];
    return selectedFields(edges, below, reading).flatMap((each) =>
      each.node.name.value === 'node' ? each.below : [],
    );
  });
}
