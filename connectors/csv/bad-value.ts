/** A value of a row that is not what its field needs. The message names the way out. */
export class BadValue extends Error {
  /** The fact's id, where it could be read. */
  id: string | undefined;
}
