/**
 * What a customer's key is made from: the shop's domain and the number of the customer there, from
 * a global id (gid://shopify/Customer/12) or the number itself.
 */
export function customerIdentity(shop: string, id: string | number): string {
  const number = String(id).replace(/^gid:\/\/shopify\/Customer\//, '');
  return `shopify/${shop}/${number}`;
}
