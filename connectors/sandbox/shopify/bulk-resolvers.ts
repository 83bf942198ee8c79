import type { Args, Asking, Resolvers } from './asking.ts';
import { isUnderWay, type BulkJob } from './bulk-job.ts';
import type { BulkJobs } from './bulk.ts';

/** Operations by their ids, lists of them, starting and stopping them. */
export function bulkResolvers(
  jobs: BulkJobs,
  shopResolvers: Resolvers,
  url: () => string,
): Resolvers {
  const show = (job: BulkJob): object => shown(job, url());
  const find = (id: unknown, { app }: Asking): BulkJob | undefined =>
    jobs.of(app).find((job) => job.id === id);
  return {
    'QueryRoot.bulkOperation': (_, { id }, asking) => {
      const job = find(id, asking);
      return job ? show(job) : null;
    },
    'QueryRoot.bulkOperations': (_, { query }, { app }) => {
      const status = /status:["']?(\w+)/i.exec(typeof query === 'string' ? query : '')?.[1];
      const all = jobs.of(app);
      const wanted = status?.toUpperCase();
      return all.filter((job) => wanted === undefined || job.status === wanted).map(show);
    },
    'Mutation.bulkOperationRunQuery': (_, args, asking) => {
      const started = jobs.start(asking, shopResolvers, asked(args));
      if ('secret' in started) return { bulkOperation: show(started), userErrors: [] };
      const field = started.code === 'INVALID' ? ['query'] : null;
      return { bulkOperation: null, userErrors: [{ ...started, field }] };
    },
    'Mutation.bulkOperationCancel': (_, { id }, asking) => {
      const job = find(id, asking);
      if (job === undefined) return notCanceled('Bulk operation does not exist');
      if (!isUnderWay(job)) {
        const status = job.status.toLowerCase();
        return notCanceled(`A bulk operation cannot be canceled when it is ${status}`);
      }
      job.status = 'CANCELING';
      job.stop.abort();
      return { bulkOperation: show(job), userErrors: [] };
    },
  };
}

function asked({ query, groupObjects }: Args): { query: string; grouped: boolean } {
  return { query: String(query), grouped: groupObjects === true };
}

function notCanceled(message: string): object {
  return { bulkOperation: null, userErrors: [{ field: ['id'], message }] };
}

function shown(job: BulkJob, url: string): object {
  const file = `${url}/bulk/${job.secret}.jsonl`;
  const isKept = job.status !== 'EXPIRED';
  const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    id: job.id,
    status: job.status,
    errorCode: job.errorCode,
    createdAt: time(job.createdAt),
    completedAt: job.completedAt === null ? null : time(job.completedAt),
    objectCount: String(job.lines),
    rootObjectCount: String(job.orders),
    fileSize: job.has === 'whole' ? String(job.fileSize) : null,
    url: job.has === 'whole' && isKept ? file : null,
    partialDataUrl: job.has === 'part' && isKept ? file : null,
  };
}
