import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './compose-file.ts';

const datasource = z.strictObject({ type: z.string(), uid: z.string() });

const dashboardSchema = z.looseObject({
  uid: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int(),
  timezone: z.string(),
  templating: z.object({
    list: z.array(
      z.looseObject({
        name: z.string(),
        datasource,
        query: z.looseObject({ queryType: z.literal('sql'), rawSql: z.string() }),
      }),
    ),
  }),
  panels: z
    .array(
      z.looseObject({
        id: z.int(),
        title: z.string().min(1),
        description: z.string().min(1),
        type: z.string(),
        datasource,
        gridPos: z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
        targets: z
          .array(
            z.looseObject({
              refId: z.string(),
              datasource,
              /** 0: time series; 1: table. */
              format: z.union([z.literal(0), z.literal(1)]),
              rawSql: z.string().min(1),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

export type Dashboard = z.infer<typeof dashboardSchema>;

/** A Grafana dashboard of the repository, checked. Throws a ZodError with every mistake. */
export function readDashboard(path: string): Dashboard {
  return dashboardSchema.parse(JSON.parse(readFileSync(join(ROOT, path), 'utf8')));
}

/** Every query with the title of what asks it: variables first, then panels. */
export function queriesOf({ templating, panels }: Dashboard): { title: string; sql: string }[] {
  return [
    ...templating.list.map(({ name, query }) => ({ title: `variable ${name}`, sql: query.rawSql })),
    ...panels.flatMap(({ title, targets }) =>
      targets.map(({ rawSql }) => ({ title, sql: rawSql })),
    ),
  ];
}

export interface Selection {
  readonly goals: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** The SQL as Grafana and its ClickHouse data source send it. Throws where a macro is left over. */
export function expandMacros(sql: string, { goals, from, to }: Selection): string {
  const expanded = sql
    .replaceAll(/\$__conditionalAll\((.+?\)), \$goal\)/g, '$1')
    .replaceAll('${goal:singlequote}', goals.map((goal) => `'${goal}'`).join(','))
    .replaceAll(/\$__dateFilter\((\w+)\)/g, `$1 >= toDate('${from}') AND $1 <= toDate('${to}')`);
  if (expanded.includes('$')) throw new Error(`a macro is left over in: ${expanded}`);
  return expanded;
}
