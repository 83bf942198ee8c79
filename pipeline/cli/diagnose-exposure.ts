import { outgoing } from '../../connectors/http/outgoing.ts';
import { exposureText, exposuresOf, isProxyBlind } from '../app/exposure.ts';
import type { Project } from '../config/load-project.ts';
import type { Diagnosis } from './doctor.ts';
import { PROXY_BLIND } from './reach-text.ts';

type Ask = (url: string) => Promise<{ readonly status: number }>;

const ANSWER_MS = 5_000;
const subject = 'open to';

/** What is open to whom, as configured, and as the public name answers just now. */
export async function diagnoseExposure(
  { config }: Pick<Project, 'config'>,
  ask: Ask = askOutside,
): Promise<readonly Diagnosis[]> {
  const found = exposuresOf(config).map((each): Diagnosis => {
    return { subject, level: each.isOpen ? 'warning' : 'ok', message: exposureText(each) };
  });
  const { publicUrl } = config.server;
  if (publicUrl === undefined) return found;
  const blind: Diagnosis = { subject, level: 'warning', message: PROXY_BLIND };
  return [...found, ...(isProxyBlind(config) ? [blind] : []), await askPublic(publicUrl, ask)];
}

/** Whether the public name shows more than webhooks. */
async function askPublic(publicUrl: string, ask: Ask): Promise<Diagnosis> {
  const base = publicUrl.replace(/\/+$/, '');
  const asked = await ask(`${base}/v1/syncs`).catch(() => undefined);
  if (asked === undefined) {
    return {
      subject,
      level: 'warning',
      message: `${base} could not be reached from here, so nobody knows what it shows`,
    };
  }
  if (asked.status !== 200) {
    return {
      subject,
      level: 'ok',
      message: `${base} shows neither pages nor API (${asked.status})`,
    };
  }
  return {
    subject,
    level: 'error',
    message: `${base} shows pages and API to everybody; give webhooks a port of their own (server.webhooks: { port: 8788 }) and lead the proxy there`,
  };
}

async function askOutside(url: string): Promise<{ readonly status: number }> {
  const limit = { signal: AbortSignal.timeout(ANSWER_MS) };
  const response = await outgoing(url, limit, { allowPrivate: true });
  await response.body?.cancel();
  return response;
}
