/** What facts call a shop: its own domain without .myshopify.com. */
export function shopName(domain: string): string {
  return domain.replace(/\.myshopify\.com$/, '');
}
