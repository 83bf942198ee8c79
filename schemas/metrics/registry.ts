import type { Metric } from '../metric.ts';
import { addToCartRate } from './add-to-cart-rate.ts';
import { aov } from './aov.ts';
import { checkoutRate } from './checkout-rate.ts';
import { conversionRate } from './conversion-rate.ts';
import { csat } from './csat.ts';
import { customers } from './customers.ts';
import { deliveryErrorRate } from './delivery-error-rate.ts';
import { deliveryLeadTimeP50 } from './delivery-lead-time-p50.ts';
import { deliveryLeadTimeP90 } from './delivery-lead-time-p90.ts';
import { discounts } from './discounts.ts';
import { grossSales } from './gross-sales.ts';
import { netSales } from './net-sales.ts';
import { newCustomers } from './new-customers.ts';
import { nps } from './nps.ts';
import { onTimeDeliveryRate } from './on-time-delivery-rate.ts';
import { onTimeDeliveryRateByTime } from './on-time-delivery-rate-by-time.ts';
import { orders } from './orders.ts';
import { ordersPerSession } from './orders-per-session.ts';
import { refundRate } from './refund-rate.ts';
import { repeatPurchaseRate } from './repeat-purchase-rate.ts';
import { returnRate } from './return-rate.ts';
import { returnRateByReturnDate } from './return-rate-by-return-date.ts';
import { returnValueRate } from './return-value-rate.ts';
import { returnedValue } from './returned-value.ts';
import { returningCustomerShare } from './returning-customer-share.ts';
import { reviewRating } from './review-rating.ts';
import { saleEntries } from './sale-entries.ts';
import { salesDocuments } from './sales-documents.ts';
import { salesReversals } from './sales-reversals.ts';
import { sessions } from './sessions.ts';
import { totalSales } from './total-sales.ts';
import { units } from './units.ts';
import { unitsReturned } from './units-returned.ts';
import { visitors } from './visitors.ts';

/** The built-in metrics by their ids. A project has its own beside them: see `Project.metrics`. */
export const metrics: ReadonlyMap<string, Metric> = new Map(
  [
    grossSales,
    discounts,
    returnedValue,
    salesReversals,
    netSales,
    totalSales,
    units,
    saleEntries,
    orders,
    salesDocuments,
    customers,
    newCustomers,
    returningCustomerShare,
    repeatPurchaseRate,
    aov,
    refundRate,
    returnValueRate,
    returnRate,
    returnRateByReturnDate,
    sessions,
    visitors,
    conversionRate,
    ordersPerSession,
    addToCartRate,
    checkoutRate,
    csat,
    nps,
    reviewRating,
    onTimeDeliveryRate,
    onTimeDeliveryRateByTime,
    deliveryLeadTimeP50,
    deliveryLeadTimeP90,
    deliveryErrorRate,
    unitsReturned,
  ].map((metric) => [metric.id, metric]),
);
