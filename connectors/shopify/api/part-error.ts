import { SourceError } from '../../connector.ts';

/** Shopify fails at a part of what a request asks for, however often: the other parts may be had. */
export class PartError extends SourceError {
  /** Whether Shopify said that it is a part; else the whole request failed, of which one may be the cause. */
  readonly isNamed: boolean;
  constructor(shop: string, why: string, isNamed: boolean) {
    super(`${shop} ${why} to ${isNamed ? 'a part of a request' : 'a request'}`, {
      retry: true,
      mend: isNamed
        ? 'The next sync tries again; ask Shopify’s support about the order if it stays.'
        : 'The shop or the network has trouble; the next sync tries again.',
    });
    this.name = 'PartError';
    this.isNamed = isNamed;
  }
}
