import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../node_modules/.cache/goalstream', import.meta.url));

/**
 * Keeps compiled modules for the next start, of this process and of the threads and children that
 * it starts. Where the folder can't be written, every start compiles anew.
 */
export function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= FOLDER;
  enableCompileCache(process.env['NODE_COMPILE_CACHE']);
}
