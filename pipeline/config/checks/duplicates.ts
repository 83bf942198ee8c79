import type { Found, Place, Placed } from '../place.ts';

/** Things with the id of an earlier one. What a template made says so by its owner. */
export function duplicates(items: readonly Placed<{ id: string }>[]): readonly Found[] {
  const seen = new Map<string, Place>();
  return items.flatMap(({ value: { id }, place }) => {
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, place);
      return [];
    }
    const it = `${kindOf(first)} ${id} in ${first.file.name}`;
    const message =
      kindOf(first) === kindOf(place) ? `there is another ${it}` : `has the id of the ${it}`;
    return [{ place, finding: { path: ['id'], message, mend: 'give each its own id' } }];
  });
}

function kindOf({ path }: Place): string {
  if (path[0] === 'teams') return 'team';
  return path[0] === 'owners' ? 'owner' : 'goal';
}
