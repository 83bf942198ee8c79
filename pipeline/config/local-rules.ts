import { basename } from 'node:path';
import { z } from 'zod';
import { configSchema, type Config } from '../../schemas/config.ts';
import type { LocalRules, Shared } from '../../schemas/metrics/local.ts';
import { nearest, type Problem } from './problem.ts';
import { problemAt, readYaml, type YamlFile } from './yaml-file.ts';

type Sharing = Pick<Config, 'orders' | 'customers'>;
type Ruling = Pick<Config, 'business' | 'orders' | 'customers'>;

const { business, orders, customers } = configSchema.shape;
const rulingShape = z.object({ business, orders, customers });

const KEYS = ['orders', 'customers'] as const;

/** What a configuration says that decides on the figures of metrics. Pure. */
export function localRulesOf(config: Ruling): LocalRules {
  return {
    timezone: config.business.timezone,
    orders: sharedOf(config.orders),
    customers: sharedOf(config.customers),
  };
}

/** The same of a goalstream.yaml, whatever else is wrong with it; undefined where it doesn't say. */
export async function localRulesIn(path: string): Promise<LocalRules | undefined> {
  const read = await readYaml(path, basename(path));
  const parsed = 'problems' in read ? undefined : rulingShape.safeParse(read.file.data);
  return parsed?.success === true ? localRulesOf(parsed.data) : undefined;
}

function sharedOf(written: Config['orders']): Shared {
  return written === 'shared' ? 'all' : groupsOf(written);
}

function groupsOf(written: Config['orders']): readonly (readonly string[])[] {
  if (written === undefined || written === 'shared') return [];
  const names = written.filter((one) => typeof one === 'string');
  return names.length > 0 ? [names] : written.filter((one) => typeof one !== 'string');
}

/** What is wrong with who shares ids: connections that there are not, or that share with two groups. */
export function sharingProblems(
  file: YamlFile,
  sharing: Sharing,
  connections: readonly string[],
): readonly Problem[] {
  return KEYS.flatMap((key) => {
    const seen = new Set<string>();
    return groupsOf(sharing[key]).flatMap((group) =>
      group.flatMap((name) => {
        const twice = seen.has(name);
        seen.add(name);
        if (twice) {
          const message = `${name} stands there twice`;
          return [problemAt(file, [key], message, 'put all that share with one another into one')];
        }
        if (connections.includes(name)) return [];
        const near = nearest(name, connections);
        const mend =
          near === undefined ? `write some of ${connections.join(', ')}` : `write ${near}`;
        return [problemAt(file, [key], `there is no connection ${name}`, mend)];
      }),
    );
  });
}
