import { z } from 'zod';
import { outgoingKeys } from '../http/config.ts';

const currency = z.string().regex(/^[A-Z]{3}$/, 'is not an ISO 4217 code such as SEK');

export const fxConfigSchema = z
  .strictObject({
    /** A file as the ECB publishes them, from the project's folder. */
    file: z.string().min(1).exactOptional(),
    /** Its address, such as https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml */
    url: z.url({ protocol: /^https?$/ }).exactOptional(),
    ...outgoingKeys,
    /** Only these; default all that are published. */
    currencies: z.array(currency).min(1).exactOptional(),
    /** How long one attempt may take, in seconds. */
    timeLimit: z.number().min(0.1).max(600).default(30),
  })
  .refine(
    ({ file, url }) => (file === undefined) !== (url === undefined),
    'needs either file or url',
  );

export type FxConfig = z.infer<typeof fxConfigSchema>;
