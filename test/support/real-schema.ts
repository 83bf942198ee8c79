import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { IntrospectionQuery } from 'graphql';

const run = promisify(execFile);
const PACKAGE = '@shopify/dev-mcp@1.16.0';
const INSIDE = 'package/dist/data/admin_2026-10.json.gz';
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/goalstream');
const FILE = join(CACHE, 'admin_2026-10.json.gz');
const PATIENCE_MS = 50_000;
const IMPATIENT = ['--fetch-retries=1', '--fetch-retry-mintimeout=500'];

/** Shopify's Admin schema as it publishes it, and the scopes that apps without a user need. */
export interface RealSchema {
  readonly data: IntrospectionQuery;
  readonly offline_scopes: {
    readonly items: readonly {
      readonly typeName: string;
      readonly fieldName?: string;
      readonly requiredAccess: string;
      readonly offlineScopes: readonly string[];
    }[];
  };
}

/** The real schema, taken once from the package registry; or why it can't be had. */
export async function realSchema(): Promise<RealSchema | { readonly absent: string }> {
  try {
    if (!existsSync(FILE)) await download();
    return JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8')) as RealSchema;
  } catch (error) {
    return { absent: error instanceof Error ? error.message : String(error) };
  }
}

/** Packs into a folder of its own and moves the one file into place. */
async function download(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'pack-'));
  try {
    const options = { cwd: folder, timeout: PATIENCE_MS };
    const { stdout } = await run('npm', ['pack', PACKAGE, '--silent', ...IMPATIENT], options);
    await run('tar', ['-xzf', stdout.trim(), INSIDE], options);
    renameSync(join(folder, INSIDE), FILE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
