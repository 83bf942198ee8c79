/** A set of offsets, kept as ranges: most of them follow one another. */
export class Offsets {
  /** First offset and the one after the last, in order and apart. */
  #ranges: (readonly [number, number])[] = [];

  /** False where it is in there already. */
  add(offset: number): boolean {
    const at = this.#ranges.findLastIndex(([from]) => from <= offset);
    const before = this.#ranges[at];
    const after = this.#ranges[at + 1];
    if (before !== undefined && offset < before[1]) return false;
    const joinsBefore = before?.[1] === offset;
    const joinsAfter = after?.[0] === offset + 1;
    const from = joinsBefore ? before[0] : offset;
    const to = joinsAfter ? after[1] : offset + 1;
    const first = joinsBefore ? at : at + 1;
    this.#ranges.splice(first, Number(joinsBefore) + Number(joinsAfter), [from, to]);
    return true;
  }
}
