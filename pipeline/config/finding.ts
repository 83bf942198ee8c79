/** What is wrong with one field, and how to mend it. */
export interface Finding {
  /** The field's path within what is checked. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly mend: string;
}
