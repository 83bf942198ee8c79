import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  buildClientSchema,
  buildSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
  NoDeprecatedCustomRule,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { ACCESS } from '../../../../connectors/sandbox/shopify/access.ts';
import { standInSchema } from '../../../../connectors/sandbox/shopify/schema.ts';
import { requiredAccess } from '../../../../connectors/sandbox/shopify/scopes.ts';
import { queryDocument } from '../../../../connectors/shopify/queries/documents.ts';
import { TOPIC_ACCESS } from '../../../../connectors/shopify/webhooks/topic-access.ts';
import { SUBSCRIBED } from '../../../../connectors/shopify/webhooks/topics.ts';
import { realSchema } from '../../../support/real-schema.ts';
import { differences } from '../../../support/schema-truth.ts';

const SDL = readFileSync(
  new URL('../../../../connectors/sandbox/shopify/schema.graphql', import.meta.url),
  'utf8',
);
const real = await realSchema();
if ('absent' in real) {
  console.warn(`SKIPPED: nothing is compared with Shopify's real schema: ${real.absent}`);
}

/** Changes of the part, and what is said of each. */
const MUTATIONS = [
  [
    'a wrong nullability',
    'cancelledAt: DateTime\n',
    'cancelledAt: DateTime!\n',
    'Order.cancelledAt: is DateTime, not DateTime!',
  ],
  [
    'an unknown field',
    'type Shop implements Node {',
    'type Shop implements Node { colour: String ',
    'Shop.colour: there is no such field',
  ],
  [
    'a wrong type of an argument',
    'trackingInfo(first: Int)',
    'trackingInfo(first: Float)',
    'Fulfillment.trackingInfo: no input first: Float',
  ],
  [
    'a wrong default',
    'limit: Int = 10000',
    'limit: Int = 100',
    'QueryRoot.ordersCount: no input limit: Int = 100',
  ],
  [
    'a required argument left out',
    'fulfillment(id: ID!)',
    'fulfillment',
    'QueryRoot.fulfillment: required, left out id: ID!',
  ],
  ['an unknown value', '  AT_LEAST\n', '  ABOUT\n', 'CountPrecision: no value ABOUT'],
  [
    'a wrong interface',
    'type Customer implements Node {',
    'type Customer {',
    'Customer: interface left out Node',
  ],
  [
    'a type of an interface left out',
    'type TipSale implements Sale {',
    'type TipSale {',
    'TipSale: interface left out Sale',
  ],
  ['an unknown type', 'scalar URL', 'scalar URL\nscalar Colour', 'Colour: there is no such type'],
] as const;

test('the queries are right by the part of the schema', () => {
  expect(validate(standInSchema(), queryDocument())).toEqual([]);
});

test('the types of the queries are in step with them', () => {
  const script = 'connectors/shopify/queries/generate.ts';
  const check = (): unknown => execFileSync(process.execPath, [script, '--check']);
  expect(check).not.toThrow();
});

describe.skipIf('absent' in real)("against Shopify's real schema", () => {
  if ('absent' in real) return;
  const { data, offline_scopes: scopes } = real;

  test('the part is the same as in the whole', () => {
    expect(differences(buildSchema(SDL), data)).toEqual([]);
  });

  test('the queries are right by the whole', () => {
    const whole = buildClientSchema(data, { assumeValid: true });
    expect(validate(whole, queryDocument(), undefined, { maxErrors: 5 })).toEqual([]);
    // Nothing that Shopify has announced to remove.
    expect(validate(whole, queryDocument(), [NoDeprecatedCustomRule])).toEqual([]);
  });

  test('each webhook topic has the scopes that its own text asks for', () => {
    const topics = buildClientSchema(data, { assumeValid: true }).getType(
      'WebhookSubscriptionTopic',
    );
    const texts = isEnumType(topics) ? topics.getValues() : [];
    const asked = texts.map(({ name, description }) => {
      const text = description?.replaceAll(/\s+/g, ' ') ?? '';
      const [, one, some] =
        /Requires (?:the `(\w+)` scope|at least one of the following scopes: ([\w, ]+))\./.exec(
          text,
        ) ?? [];
      return [name, one === undefined ? some?.split(', ') : [one]] as const;
    });
    const known = new Map(asked);
    const ours = Object.keys(TOPIC_ACCESS);
    expect(ours.length).toBeGreaterThan(SUBSCRIBED.length - 3);
    expect(known.get('FULFILLMENTS_CREATE')).toContain('read_fulfillments');
    for (const topic of new Set([...SUBSCRIBED, ...ours])) {
      expect([topic, TOPIC_ACCESS[topic as (typeof SUBSCRIBED)[number]]]).toEqual([
        topic,
        known.get(topic),
      ]);
    }
  });

  test.each(MUTATIONS)('%s would be found', (_, from, to, says) => {
    expect(SDL).toContain(from);
    expect(differences(buildSchema(SDL.replace(from, to)), data)).toContain(says);
  });

  test('the scopes that are asked for are those that Shopify asks for', () => {
    const schema = standInSchema();
    const theirs = scopes.items.filter(({ typeName, fieldName, offlineScopes }) => {
      const type = schema.getType(typeName);
      if (type === undefined || offlineScopes.length === 0) return false;
      if (fieldName === undefined) return true;
      return (isObjectType(type) || isInterfaceType(type)) && fieldName in type.getFields();
    });
    const ours = ACCESS.map((rule) => `${placeOf(rule.type, rule.field)}: ${requiredAccess(rule)}`);
    expect(new Set(ours)).toEqual(
      new Set(
        theirs.map((each) => `${placeOf(each.typeName, each.fieldName)}: ${each.requiredAccess}`),
      ),
    );
    const names = new Map(ACCESS.map((rule) => [placeOf(rule.type, rule.field), rule.scopes]));
    for (const { typeName, fieldName, offlineScopes } of theirs) {
      expect(names.get(placeOf(typeName, fieldName))).toEqual(offlineScopes);
    }
  });
});

const placeOf = (type: string, field: string | undefined): string =>
  field === undefined ? type : `${type}.${field}`;
