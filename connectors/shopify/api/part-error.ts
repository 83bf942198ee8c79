import { SourceError } from '../../connector.ts';

/** Shopify fails at a part of what a request asks for, however often: the other parts may be had. */
export class PartError extends SourceError {
  constructor(shop: string, why: string) {
    super(`${shop} ${why} to a part of a request`, {
      retry: true,
      mend: 'The next sync tries again; ask Shopify’s support about the order if it stays.',
    });
    this.name = 'PartError';
  }
}
