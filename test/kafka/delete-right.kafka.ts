import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { expect, test } from 'vitest';
import { LogError } from '../../pipeline/log/log.ts';
import { createTopic, numbered, readAll } from '../support/log-helpers.ts';
import { SASL_USER, startBroker } from './broker.ts';
import { kafkaOf, openTestLog, optionsFor } from './place.ts';

const { READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS, DELETE } = AclOperationTypes;

test('a user who may not delete is told so, and nothing is moved; with the right it goes on', async () => {
  const broker = await startBroker({
    settings: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
      'allow.everyone.if.no.acl.found': 'true',
    },
  });
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
  await broker.dispose();
});
