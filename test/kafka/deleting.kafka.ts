import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KafkaOptions } from '../../pipeline/log/kafka/options.ts';
import { LogError } from '../../pipeline/log/log.ts';
import { createTopic, numbered, readAll } from '../support/log-helpers.ts';
import { SASL_USER, startBroker, type KafkaBroker } from './broker.ts';
import { kafkaOf, openTestLog, optionsFor } from './place.ts';

const { READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS, DELETE } = AclOperationTypes;

let broker: KafkaBroker;
const dir = mkdtempSync(join(tmpdir(), 'kafka-'));
beforeAll(async () => {
  broker = await startBroker({
    dir,
    settings: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
      'allow.everyone.if.no.acl.found': 'true',
      'log.retention.check.interval.ms': '200',
      'log.initial.task.delay.ms': '200',
      'log.segment.delete.delay.ms': '100',
    },
  });
});
afterAll(() => broker.dispose());

test('a user who may not delete is told so, and nothing is moved; with the right it goes on', async () => {
  const { prefix, ...options } = optionsFor(broker.brokers);
  const admin = kafkaOf({ ...options, prefix }).admin();
  await admin.connect();
  const grant = (operations: readonly AclOperationTypes[]) =>
    admin.createAcls({
      acl: operations.map((operation) => ({
        resourceType: AclResourceTypes.TOPIC,
        resourceName: prefix,
        resourcePatternType: ResourcePatternTypes.PREFIXED,
        principal: `User:${SASL_USER.username}`,
        host: '*',
        operation,
        permissionType: AclPermissionTypes.ALLOW,
      })),
    });
  await grant([READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS]);
  const sasl = { mechanism: 'plain', ...SASL_USER } as const;
  const log = await openTestLog({ ...options, prefix, brokers: broker.saslBrokers, sasl });
  const topic = await createTopic(log, { partitions: 1 });
  await log.append(topic, numbered(10));
  const before = await readAll(log, topic);
  const rewriting = log.rewrite(topic, ({ value }) => (value === '5' ? 'new' : undefined));
  await expect(rewriting).rejects.toThrow(LogError);
  await expect(rewriting).rejects.toThrow(new RegExp(`${topic}.*the right Delete.*grant it`));
  expect(await readAll(log, topic)).toEqual(before);

  await grant([DELETE]);
  const rewrite = () => log.rewrite(topic, ({ value }) => (value === '5' ? 'new' : undefined));
  await expect.poll(() => rewrite().catch(() => 0), { timeout: 20_000 }).toBe(1);
  expect((await readAll(log, topic)).map(({ value }) => value)).not.toContain('5');
  await log.close();
  await admin.disconnect();
});

test('what was rewritten leaves the broker’s files once their segment is closed', async () => {
  const options = optionsFor(broker.brokers);
  const log = await openTestLog(options);
  const topic = await createTopic(log, { partitions: 1 });
  const files = () => readdirSync(join(dir, 'node-1', 'log', `${options.prefix}${topic}-0`));
  await log.append(topic, numbered(10));
  expect(files()).toContain('00000000000000000000.log');
  expect(await segmentMs(options, topic)).toBe('86400000');
  await segmentMs(options, topic, '100');
  await sleep(200);
  await log.rewrite(topic, ({ value }) => (value === '5' ? 'new' : undefined));
  await expect
    .poll(() => files().filter((name) => name.startsWith('00000000000000000000.')), {
      timeout: 30_000,
    })
    .toEqual([]);
  expect(await readAll(log, topic)).toHaveLength(10);
  await log.close();
});

/** After how long a segment is closed; sets it where a value is given. */
async function segmentMs(options: KafkaOptions, topic: string, value?: string) {
  const resource = { type: ConfigResourceTypes.TOPIC, name: options.prefix + topic };
  const admin = kafkaOf(options).admin();
  await admin.connect();
  if (value !== undefined) {
    const configEntries = [{ name: 'segment.ms', value }];
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
  }
  const described = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
  await admin.disconnect();
  const entries = described.resources.flatMap(({ configEntries }) => configEntries);
  return entries.find(({ configName }) => configName === 'segment.ms')?.configValue;
}
