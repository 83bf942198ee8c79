import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectors } from '../../connectors/registry.ts';
import { loadProject } from '../../pipeline/config/load-project.ts';
import { type ComposeService, mountsOf, readCompose, readYamlFile, ROOT } from './compose-file.ts';

const PROJECT = 'connectors/sandbox/compose/goalstream.yaml';
const compose = readCompose();
const services = Object.entries(compose.services);

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

describe('docker-compose.yml', () => {
  it.each(services)('%s mounts declared volumes and paths that exist', (_name, found) => {
    const volumes = Object.keys(compose.volumes);
    const missing = mountsOf(found).filter(({ source }) =>
      source.startsWith('./') ? !existsSync(join(ROOT, source)) : !volumes.includes(source),
    );
    expect(missing).toEqual([]);
  });

  it('uses each declared volume', () => {
    const used = new Set(
      services.flatMap(([, found]) => mountsOf(found).map(({ source }) => source)),
    );
    expect(Object.keys(compose.volumes).filter((name) => !used.has(name))).toEqual([]);
  });

  it.each(services)('%s depends on services of the file', (_name, found) => {
    const names = Object.keys(compose.services);
    expect(Object.keys(found.depends_on).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(services)(
    '%s has its secrets from the environment, which must have them',
    (_name, found) => {
      for (const [key, value] of Object.entries(found.environment)) {
        if (!/PASSWORD|SECRET|TOKEN/.test(key)) continue;
        expect([key, value]).toEqual([key, expect.stringMatching(/^\$\{[A-Z_]+:\?[^}]+\}$/)]);
      }
    },
  );

  it('publishes no port twice', () => {
    const ports = services.flatMap(([, found]) => found.ports.map((port) => port.split(':')[1]));
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('gives goalstream time to end after SIGTERM and a project folder', () => {
    const found = service('goalstream');
    expect(found.stop_grace_period).toBe('15s');
    expect(found.command).toEqual([
      'work',
      '--role',
      'all',
      '--config',
      '/project/goalstream.yaml',
    ]);
    expect(mountsOf(found)).toContainEqual({
      source: './connectors/sandbox/compose',
      target: '/project',
    });
  });
});

describe('its goalstream.yaml', () => {
  const environment = { CLICKHOUSE_PASSWORD: 'from the environment' };
  const load = () => loadProject(join(ROOT, PROJECT), connectors, environment, { sources: true });

  it('has no mistakes, and no variable that its service lacks', async () => {
    const project = await load();
    expect(project.connections.map(({ name }) => name)).toEqual(['shop', 'surveys']);
    expect(project.goals.length).toBeGreaterThan(0);
    expect(Object.keys(service('goalstream').environment)).toEqual(Object.keys(environment));
  });

  it('names the broker as it names itself, with as many copies as there are brokers', async () => {
    const { log } = (await load()).config;
    const { environment: broker } = service('kafka');
    expect(log.kafka?.brokers.map((address) => `PLAINTEXT://${address}`)).toEqual([
      broker['KAFKA_ADVERTISED_LISTENERS'],
    ]);
    expect(log.kafka?.replication).toBe(1);
  });

  it('names the ClickHouse server and the user that it makes', async () => {
    const { store } = (await load()).config;
    expect(store.url).toBe('http://clickhouse:8123');
    expect(store.username).toBe(service('clickhouse').environment['CLICKHOUSE_USER']);
    expect(store.password).toBe(environment.CLICKHOUSE_PASSWORD);
  });

  it('keeps its data in the volume and listens where the port leads', async () => {
    const { config, dataDir } = await load();
    const { ports, ...found } = service('goalstream');
    expect(mountsOf({ ports, ...found })).toContainEqual({ source: 'goalstream', target: dataDir });
    expect(config.server.host).toBe('0.0.0.0');
    expect(ports).toEqual([`127.0.0.1:${config.server.port}:${config.server.port}`]);
  });
});

it('is the sample shop that `goalstream up` starts with', async () => {
  const { connections } = readYamlFile(PROJECT) as { connections: { shop: object } };
  expect(connections.shop).toMatchObject({ connector: 'shopify-sandbox', seed: 20260309 });
});
