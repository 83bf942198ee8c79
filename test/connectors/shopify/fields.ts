const words = (text: string): string[] => text.split(' ');
const goods = 'shop channel location product productType vendor sku orderId quantity staff';
/** The fields of a Shopify shop's facts, by stream; `country` only where it is configured. */
export const fields = {
  sales: words(
    `${goods} kind line currency gross discount returned tax shipping duties fees orderName originalAmount originalCurrency customer firstOrder campaign firstTouch lastTouch touches`,
  ),
  returns: words(`${goods} requestedAt receivedAt reason`),
  shipments: words(
    'shop location carrier orderId orderedAt promisedAt shippedAt deliveredAt onTime exception',
  ),
  traffic: words(
    'shop channel device country sessions visitors addedToCart reachedCheckout converted',
  ),
};
