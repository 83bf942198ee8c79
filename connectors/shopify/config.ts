import { z } from 'zod';
import { outgoingKeys } from '../http/config.ts';

export const STREAM_NAMES = ['sales', 'returns', 'shipments', 'traffic'] as const;

/** How a connection to a Shopify shop is written. */
export const shopifyConfigSchema = z
  .strictObject({
    /** The shop's own domain, such as skovby.myshopify.com. */
    shop: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/,
        'is not a shop; write its own domain, such as skovby.myshopify.com',
      ),
    /** The token of a custom app. Or, instead, clientId and clientSecret. */
    accessToken: z.string().min(1).exactOptional(),
    /** An app of the own organisation gets tokens of 24 hours with them. */
    clientId: z.string().min(1).exactOptional(),
    /** Also proves that webhooks come from Shopify. */
    clientSecret: z.string().min(1).exactOptional(),
    /** While the client secret is being replaced: the old one, which webhooks may still be signed by. */
    previousClientSecret: z.string().min(1).exactOptional(),
    /** The first refresh token of expiring offline tokens; those that follow are kept encrypted. */
    refreshToken: z.string().min(1).exactOptional(),
    /** The first local day to read; default all there is. */
    from: z.iso.date().exactOptional(),
    streams: z
      .array(z.enum(STREAM_NAMES))
      .min(1)
      .default([...STREAM_NAMES]),
    /**
     * Ask for the country of delivery addresses. It takes access to protected customer data of
     * level 2; nothing else of an address is ever asked for.
     */
    addressCountry: z.boolean().default(false),
    /** How far each sync looks back before the last change it saw, in minutes. */
    overlapMinutes: z.number().min(0).max(1_440).default(5),
    /** Seconds a request may take. */
    timeLimit: z.number().min(1).max(600).default(60),
    /** Where the shop's API is, instead of https://<shop>: a stand-in or a proxy. */
    endpoint: z.url({ protocol: /^https?$/ }).exactOptional(),
    ...outgoingKeys,
  })
  .superRefine((config, context) => {
    const wrong = credentialMistake(config);
    if (wrong !== undefined) context.addIssue({ code: 'custom', ...wrong });
  });

export type ShopifyConfig = z.infer<typeof shopifyConfigSchema>;

type Credentials = Partial<
  Record<'accessToken' | 'clientId' | 'clientSecret' | 'refreshToken', string>
>;

function credentialMistake(given: Credentials): { path: string[]; message: string } | undefined {
  const { accessToken, clientId, clientSecret, refreshToken } = given;
  if (accessToken !== undefined) {
    if (refreshToken === undefined) return undefined;
    return {
      path: ['refreshToken'],
      message: 'is not used with accessToken; leave one of them out',
    };
  }
  if (clientId !== undefined && clientSecret !== undefined) return undefined;
  return {
    path: [clientId === undefined ? 'clientId' : 'clientSecret'],
    message: 'is missing; write accessToken, or clientId and clientSecret',
  };
}
