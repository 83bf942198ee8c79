import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mountsOf, readCompose, readYamlFile } from './compose-file.ts';
import { queriesOf, readDashboard } from './dashboard.ts';

const PROVISIONING = 'dashboards/grafana/provisioning';
const dashboard = readDashboard('dashboards/grafana/dashboards/goals.json');
const grafana = readCompose().services['grafana'];
const { datasources } = z
  .object({
    datasources: z.array(
      z.object({
        uid: z.string(),
        type: z.string(),
        jsonData: z.record(z.string(), z.unknown()),
        secureJsonData: z.strictObject({ password: z.string() }),
      }),
    ),
  })
  .parse(readYamlFile(`${PROVISIONING}/datasources/clickhouse.yaml`));

describe('provisioning', () => {
  it('makes one data source that reads the BI views as their read-only user', () => {
    expect(datasources).toHaveLength(1);
    expect(datasources[0]?.jsonData).toMatchObject({ host: 'clickhouse', username: 'bi' });
    expect(datasources[0]?.secureJsonData.password).toBe('$BI_PASSWORD');
    expect(Object.keys(grafana?.environment ?? {})).toContain('BI_PASSWORD');
  });

  it('installs the data source’s plugin in a fixed version', () => {
    const plugin = String(grafana?.environment['GF_PLUGINS_PREINSTALL_SYNC']);
    expect(plugin).toMatch(new RegExp(`^${datasources[0]?.type}@\\d+\\.\\d+\\.\\d+$`));
  });

  it('loads dashboards from where they are mounted', () => {
    const { providers } = readYamlFile(`${PROVISIONING}/dashboards/goalstream.yaml`) as {
      providers: { options: { path: string } }[];
    };
    const mounts = grafana === undefined ? [] : mountsOf(grafana);
    expect(mounts).toContainEqual({
      source: './dashboards/grafana/dashboards',
      target: providers[0]?.options.path,
    });
    for (const kind of ['datasources', 'dashboards']) {
      const target = `/etc/grafana/provisioning/${kind}`;
      expect(mounts).toContainEqual({ source: `./${PROVISIONING}/${kind}`, target });
    }
  });
});

describe('the dashboard', () => {
  it('has panels with ids of their own that do not overlap', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it('asks provisioned data sources only', () => {
    const known = datasources.map(({ uid, type }) => ({ uid, type }));
    const asked = [
      ...dashboard.templating.list,
      ...dashboard.panels,
      ...dashboard.panels.flatMap(({ targets }) => targets),
    ].map(({ datasource }) => datasource);
    for (const datasource of asked) expect(known).toContainEqual(datasource);
  });

  it('draws time series from time series, and tables from tables', () => {
    for (const { title, type, targets } of dashboard.panels) {
      const format = type === 'timeseries' ? 0 : 1;
      expect([title, targets.map((target) => target.format)]).toEqual([title, [format]]);
    }
  });

  it('shows days as they are, in no other time zone', () => {
    expect(dashboard.timezone).toBe('utc');
  });

  it.each(queriesOf(dashboard))('reads BI views only: $title', ({ sql }) => {
    const tables = [...sql.matchAll(/\b(?:FROM|JOIN)\s+([\w.]+)/g)].map(([, table]) => table);
    expect(tables.length).toBeGreaterThan(0);
    expect(tables.filter((table) => table?.startsWith('bi.') !== true)).toEqual([]);
  });

  it.each(queriesOf(dashboard))('averages no rates: $title', ({ sql }) => {
    expect(sql).not.toMatch(/\bavg\w*\(/i);
  });
});
