import type { VisitFragment } from '../queries/generated.ts';
import { short } from './mapped.ts';

/** What a visit says of where it came from. */
export interface Origin {
  readonly source?: string | null;
  readonly medium?: string | null;
  readonly campaign?: string | null;
  /** Whether medium and source are utm parameters, and not what Shopify made of the referrer. */
  readonly tagged: boolean;
  /** Shopify's MarketingTactic. */
  readonly tactic?: string | null;
}

const SEARCH =
  /^(.*\.)?(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|qwant|startpage|brave|naver)(\.|$)/;
const SOCIAL =
  /^(.*\.)?(facebook|fb|instagram|ig|tiktok|pinterest|twitter|x|t\.co|linkedin|lnkd|snapchat|reddit|threads|meta|whatsapp|messenger)(\.(com|net|in|it|me|co|org))?$/;
const VIDEO = /^(.*\.)?(youtube|youtu\.be|vimeo|twitch|dailymotion)(\.|$)/;
const SHOPPING =
  /^(.*\.)?(amazon|ebay|etsy|google_?shopping|shopping|pricerunner|kelkoo|idealo|alibaba)(\.|$)/;
const PAID = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const SHOPPING_CAMPAIGN = /^(.*(([^a-df-z]|^)shop|shopping).*)$/;
const EMAIL = /^e[-_ ]?mail$|^newsletter$/;

type Kind = 'Search' | 'Social' | 'Video' | 'Shopping';

/**
 * The channel of a visit by the rules of Google Analytics 4's default channel groups
 * (support.google.com/analytics/answer/9756891), in their order; where there are no utm parameters,
 * by the referrer, or by the tactic of Shopify's own marketing. "Unassigned" where no rule fits.
 */
export function channelOf(origin: Origin): string {
  const source = lower(origin.source);
  const medium = lower(origin.medium);
  const kind = kindOf(source);
  if (isDirect(source, medium)) return tacticChannel(origin) ?? 'Direct';
  if (lower(origin.campaign).includes('cross-network')) return 'Cross-network';
  if (PAID.test(medium)) return paidChannel(kind, lower(origin.campaign));
  if (['display', 'banner', 'expandable', 'interstitial', 'cpm'].includes(medium)) return 'Display';
  const byMedium = mediumChannel(source, medium, lower(origin.campaign));
  if (byMedium !== undefined) return byMedium;
  if (kind !== undefined) return `Organic ${kind}`;
  return (
    tacticChannel(origin) ??
    (!origin.tagged || ['referral', 'app', 'link'].includes(medium) ? 'Referral' : 'Unassigned')
  );
}

function lower(text: string | null | undefined): string {
  return (text ?? '').trim().toLowerCase();
}

function isDirect(source: string, medium: string): boolean {
  const none = ['', '(none)', '(not set)', 'none'];
  return none.includes(medium) && ['', 'direct', '(direct)'].includes(source);
}

function kindOf(source: string): Kind | undefined {
  if (VIDEO.test(source)) return 'Video';
  if (SHOPPING.test(source)) return 'Shopping';
  if (SOCIAL.test(source)) return 'Social';
  return SEARCH.test(source) ? 'Search' : undefined;
}

function paidChannel(kind: Kind | undefined, campaign: string): string {
  if (kind === 'Shopping' || SHOPPING_CAMPAIGN.test(campaign)) return 'Paid Shopping';
  return kind === undefined ? 'Paid Other' : `Paid ${kind}`;
}

function mediumChannel(source: string, medium: string, campaign: string): string | undefined {
  if (SHOPPING_CAMPAIGN.test(campaign) && medium === '') return 'Organic Shopping';
  if (/^(social|social-network|social-media|sm|social network|social media)$/.test(medium)) {
    return 'Organic Social';
  }
  if (medium.includes('video')) return 'Organic Video';
  if (medium === 'organic') return 'Organic Search';
  if (EMAIL.test(source) || EMAIL.test(medium)) return 'Email';
  if (medium === 'affiliate') return 'Affiliates';
  if (medium === 'audio') return 'Audio';
  if (source === 'sms' || medium === 'sms') return 'SMS';
  const push = medium.endsWith('push') || medium.includes('mobile') || medium === 'notification';
  return push ? 'Mobile Push Notifications' : undefined;
}

const TACTICS: Readonly<Record<string, string>> = {
  AD: 'Paid Other',
  AFFILIATE: 'Affiliates',
  NEWSLETTER: 'Email',
  NOTIFICATION: 'Mobile Push Notifications',
  POST: 'Organic Social',
  RETARGETING: 'Paid Other',
  SEO: 'Organic Search',
};

function tacticChannel({ tactic }: Origin): string | undefined {
  return TACTICS[tactic ?? ''];
}

/** Where a customer's visit came from: by its utm parameters, else by what Shopify made of it. */
export function originOf(visit: VisitFragment): Origin {
  const { utmParameters: utm, source, sourceType } = visit;
  const tagged = short(utm?.source) !== undefined || short(utm?.medium) !== undefined;
  if (tagged) return { ...utm, tagged, tactic: sourceType };
  return { source: hostOf(source), campaign: utm?.campaign ?? null, tagged, tactic: sourceType };
}

/** The host, without www, where a source is an address; else the source as it is. */
export function hostOf(source: string): string {
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) return source;
  return new URL(source).hostname.replace(/^www\./, '');
}
