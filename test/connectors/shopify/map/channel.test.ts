import { expect, test } from 'vitest';
import { channelOf, originOf } from '../../../../connectors/shopify/map/channel.ts';
import { visit } from './orders.ts';

test.each([
  ['google', 'cpc', null, 'Paid Search'],
  ['google', 'organic', null, 'Organic Search'],
  ['facebook', 'paid_social', null, 'Paid Social'],
  ['facebook', 'cpc', null, 'Paid Social'],
  ['Instagram', 'social', null, 'Organic Social'],
  ['unknown.example', 'ppc', null, 'Paid Other'],
  ['google', 'cpc', 'shopping autumn', 'Paid Shopping'],
  ['youtube.com', 'cpc', null, 'Paid Video'],
  ['newsletter', 'email', null, 'Email'],
  ['klaviyo', 'e-mail', null, 'Email'],
  ['partner', 'affiliate', null, 'Affiliates'],
  ['adserver', 'banner', null, 'Display'],
  ['brand', 'sms', null, 'SMS'],
  ['app', 'push', null, 'Mobile Push Notifications'],
  ['blog.example', 'referral', null, 'Referral'],
  ['something', 'else', null, 'Unassigned'],
  ['(direct)', '(none)', null, 'Direct'],
])('utm %s / %s / %s is %s', (source, medium, campaign, expected) => {
  expect(channelOf(originOf(visit({ utmParameters: { source, medium, campaign } })))).toBe(
    expected,
  );
});

test.each([
  ['direct', null, 'Direct'],
  ['Google', null, 'Organic Search'],
  ['https://www.bing.com/', null, 'Organic Search'],
  ['Facebook', null, 'Organic Social'],
  ['https://l.instagram.com/x', null, 'Organic Social'],
  ['https://exchange.example/', null, 'Referral'],
  ['https://blog.example/post', null, 'Referral'],
  ['https://mail.shop.example/', 'NEWSLETTER', 'Email'],
  ['direct', 'NEWSLETTER', 'Email'],
] as const)('a visit from %s by %s is %s', (source, sourceType, expected) => {
  expect(channelOf(originOf(visit({ source, sourceType })))).toBe(expected);
});
