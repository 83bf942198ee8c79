import { exposureText, exposuresOf, isProxyBlind, type Listening } from '../app/exposure.ts';
import type { Config } from '../../schemas/config.ts';

/** For people who start it: what they have opened, and to whom. */
export function reachLines(config: Config, listening: Listening): readonly string[] {
  const lines = exposuresOf(config, listening).map((each) => exposureText(each));
  const blind = isProxyBlind(config) ? [`careful: ${PROXY_BLIND}`] : [];
  return [...lines, ...blind].map((text, n) => `${n === 0 ? 'Open to' : '       '}       ${text}`);
}

/** What to do where a proxy may show more than it should. */
export const PROXY_BLIND =
  'a proxy at server.publicUrl that puts its own target into Host and adds no header of its own shows pages and API to the world; give webhooks a port of their own (server.webhooks: { port: 8788 }) and lead it there';
