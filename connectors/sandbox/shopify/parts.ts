import { performance } from 'node:perf_hooks';
import type { Resolvers } from './asking.ts';
import { bulkResolvers } from './bulk-resolvers.ts';
import { BulkJobs } from './bulk.ts';
import { FaultList, type Faults } from './faults.ts';
import { STANDARD_PLAN, type StandInApp, type StandInOptions } from './options.ts';
import { SHOP_RESOLVERS } from './resolvers.ts';
import { Tally, type Stats } from './stats.ts';
import { Bucket } from './throttle.ts';
import { Tokens } from './tokens.ts';
import { WebhookSender } from './webhook-sender.ts';
import { Subscriptions, webhookResolvers } from './webhook-subscriptions.ts';
import { tellBulkFinished } from './webhooks.ts';

/** What a stand-in is made of. */
export interface Parts {
  readonly options: StandInOptions;
  readonly faults: Faults;
  readonly tokens: Tokens;
  readonly tally: Tally;
  readonly buckets: ReadonlyMap<StandInApp, Bucket>;
  readonly jobs: BulkJobs;
  readonly subscriptions: Subscriptions;
  readonly sender: WebhookSender;
  readonly resolvers: Resolvers;
  readonly listeners: ((operation: string) => void)[];
}

/** `url` tells the stand-in's own address once it has one. */
export function partsOf(options: StandInOptions, url: () => string): Parts {
  const { apps, now, shop } = options;
  const clock = options.clock ?? (() => performance.now());
  const faults: Faults = {
    http: new FaultList(),
    bulk: new FaultList(),
    webhooks: new FaultList(),
  };
  const tally = new Tally();
  const subscriptions = new Subscriptions(options.webhooks?.plainHttp === true);
  const sender = new WebhookSender({
    options: options.webhooks ?? {},
    faults: faults.webhooks,
    shop: shop.info.myshopifyDomain,
    now,
  });
  const jobs = new BulkJobs({
    options: options.bulk ?? {},
    faults: faults.bulk,
    now,
    finished: (job) => void tellBulkFinished(job, subscriptions, sender),
    atOnce: (running) => (tally.mostBulkAtOnce = Math.max(tally.mostBulkAtOnce, running)),
  });
  return {
    options,
    faults,
    tally,
    subscriptions,
    sender,
    jobs,
    listeners: [],
    tokens: new Tokens(apps, now, options.strictRefresh === true),
    buckets: new Map(apps.map((app) => [app, new Bucket(options.plan ?? STANDARD_PLAN, clock)])),
    resolvers: {
      ...SHOP_RESOLVERS,
      ...bulkResolvers(jobs, SHOP_RESOLVERS, url),
      ...webhookResolvers(subscriptions),
    },
  };
}

export function statsOf({ tally, buckets }: Parts): Stats {
  const points = [...buckets.values()].map((bucket) => bucket.points());
  return {
    requests: tally.requests(),
    throttled: tally.throttled,
    unauthorized: tally.unauthorized,
    mostBulkAtOnce: tally.mostBulkAtOnce,
    points: {
      spent: points.reduce((sum, { spent }) => sum + spent, 0),
      allowed: points.reduce((sum, { allowed }) => sum + allowed, 0),
    },
  };
}
