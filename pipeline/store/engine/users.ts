import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Failure } from './failure.ts';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** `admin` may do all; `bi` reads the BI databases. */
export interface EngineUsers {
  readonly admin: Credentials;
  readonly bi: Credentials;
}

export type Role = keyof EngineUsers;

/** Who asks: by Basic auth, X-ClickHouse-User/Key or user and password in the URL. Throws 516. */
export function authenticate(
  request: IncomingMessage,
  url: URLSearchParams,
  users: EngineUsers,
): Role {
  const given = credentialsOf(request, url);
  const admin = matches(given, users.admin);
  const bi = matches(given, users.bi);
  if (admin) return 'admin';
  if (bi) return 'bi';
  throw new Failure(
    516,
    'AUTHENTICATION_FAILED',
    `${given.name}: Authentication failed: password is incorrect, or there is no user with such name`,
  );
}

function credentialsOf(request: IncomingMessage, url: URLSearchParams): Credentials {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [name = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { name, password: password.join(':') };
  }
  const name = request.headers['x-clickhouse-user'] ?? url.get('user') ?? 'default';
  const password = request.headers['x-clickhouse-key'] ?? url.get('password') ?? '';
  return { name: String(name), password: String(password) };
}

function matches(given: Credentials, known: Credentials): boolean {
  const name = timingSafeEqual(digest(given.name), digest(known.name));
  const password = timingSafeEqual(digest(given.password), digest(known.password));
  return name && password && known.password !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
