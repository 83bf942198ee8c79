import { expect, inject, test } from 'vitest';
import { openKafkaLog } from '../../pipeline/log/kafka/kafka-log.ts';
import { LogError } from '../../pipeline/log/log.ts';
import { collect, createTopic, numbered, numbersOf, range } from '../support/log-helpers.ts';
import { SASL_USER } from './broker.ts';
import { openTestLog, optionsFor } from './place.ts';

test('without a broker it gives up, and names the brokers and the mend', async () => {
  const options = optionsFor(['127.0.0.1:1', '127.0.0.1:2']);
  const error: unknown = await openKafkaLog(options).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(LogError);
  expect(error).toMatchObject({ retry: true });
  expect(String(error)).toMatch(/127\.0\.0\.1:1, 127\.0\.0\.1:2.*Check that a broker runs/);
});

test.for(['plain', 'scram-sha-256'] as const)('logs in by %s', async (mechanism) => {
  const sasl = { mechanism, ...SASL_USER };
  const log = await openTestLog({ ...optionsFor(inject('saslBrokers')), sasl });
  const topic = await createTopic(log);
  await log.append(topic, numbered(10));
  expect(numbersOf(await collect(log, topic, 10))).toEqual(range(0, 10));
  await log.close();
});

test('a wrong password is refused at once', async () => {
  const sasl = { mechanism: 'plain', username: 'alice', password: 'wrong' } as const;
  const opening = openTestLog({ ...optionsFor(inject('saslBrokers')), sasl });
  const error: unknown = await opening.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(LogError);
  expect(error).toMatchObject({ retry: false });
});
