import type { WebhookSubscriptionTopic } from '../queries/generated.ts';

const ORDERS = ['read_orders', 'read_marketplace_orders'];
const ORDERS_OF_MEMBERS = [...ORDERS, 'read_buyer_membership_orders'];
const RETURNS = ['read_returns', 'read_marketplace_returns', 'read_buyer_membership_orders'];
const ORDERS_OR_RETURNS = [...ORDERS, ...RETURNS];
const PARCELS = ['read_fulfillments', 'read_marketplace_orders'];
const EVENTS = ['read_fulfillments'];

/**
 * Any one of the scopes that a topic's subscriber needs, the usual one first; a test compares them with
 * the texts of Shopify's schema. Topics that are not here need none.
 */
export const TOPIC_ACCESS: Readonly<Partial<Record<WebhookSubscriptionTopic, readonly string[]>>> =
  {
    CUSTOMERS_UPDATE: ['read_customers'],
    FULFILLMENTS_CREATE: PARCELS,
    FULFILLMENTS_UPDATE: PARCELS,
    FULFILLMENT_EVENTS_CREATE: EVENTS,
    FULFILLMENT_EVENTS_DELETE: EVENTS,
    ORDERS_CANCELLED: ORDERS_OF_MEMBERS,
    ORDERS_CREATE: ORDERS,
    ORDERS_DELETE: ['read_orders'],
    ORDERS_EDITED: ORDERS_OF_MEMBERS,
    ORDERS_FULFILLED: ORDERS,
    ORDERS_PAID: ORDERS,
    ORDERS_PARTIALLY_FULFILLED: ORDERS,
    ORDERS_UPDATED: ORDERS_OF_MEMBERS,
    REFUNDS_CREATE: ORDERS_OF_MEMBERS,
    RETURNS_APPROVE: RETURNS,
    RETURNS_CANCEL: ORDERS_OR_RETURNS,
    RETURNS_CLOSE: ORDERS_OR_RETURNS,
    RETURNS_DECLINE: RETURNS,
    RETURNS_PROCESS: RETURNS,
    RETURNS_REOPEN: ORDERS_OR_RETURNS,
    RETURNS_REQUEST: RETURNS,
    RETURNS_UPDATE: RETURNS,
  };
