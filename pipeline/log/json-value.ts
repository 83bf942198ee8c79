/** The JSON that a record's value holds; undefined where it holds none, null where there is no value. */
export function jsonOf(value: string | null): unknown {
  try {
    return JSON.parse(value ?? 'null');
  } catch {
    return undefined;
  }
}
