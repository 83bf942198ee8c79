/** How Shopify tells one of the sample shop's channels. */
interface ChannelSource {
  readonly source: string;
  readonly sourceType: string | null;
  readonly referrerUrl: string | null;
  /** In reports on sessions. */
  readonly referrerSource: string;
  readonly trafficType: string;
}

const GOOGLE = {
  source: 'Google',
  referrerUrl: 'https://www.google.com/',
  referrerSource: 'search',
};

export const SOURCES: Readonly<Record<string, ChannelSource>> = {
  'Organic Search': { ...GOOGLE, sourceType: 'SEO', trafficType: 'organic' },
  'Paid Search': { ...GOOGLE, sourceType: 'AD', trafficType: 'paid' },
  Direct: {
    source: 'direct',
    sourceType: null,
    referrerUrl: null,
    referrerSource: 'direct',
    trafficType: 'direct',
  },
  Email: {
    source: 'email',
    sourceType: 'NEWSLETTER',
    referrerUrl: null,
    referrerSource: 'email',
    trafficType: 'organic',
  },
  Social: {
    source: 'Instagram',
    sourceType: 'POST',
    referrerUrl: 'https://l.instagram.com/',
    referrerSource: 'social',
    trafficType: 'organic',
  },
};

/** The utm source and medium of the channels whose links carry them. */
export const TAGS: Readonly<Record<string, readonly [source: string, medium: string]>> = {
  'Paid Search': ['google', 'cpc'],
  Email: ['newsletter', 'email'],
  Social: ['instagram', 'social'],
};
