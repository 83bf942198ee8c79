/** What was asked for names something that there is not, or can't be read: the asker can mend it. */
export class BadSelectionError extends Error {
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.name = 'BadSelectionError';
    this.mend = mend;
  }
}
