import type { Config } from '../../schemas/config.ts';
import { checkSource } from '../sync/check-source.ts';
import { sourceContext } from '../sync/source-context.ts';
import type { ConnectionSetup } from './load-project.ts';
import type { Problem } from './problem.ts';
import { problemAt, type YamlFile } from './yaml-file.ts';

const TIME_LIMIT_MS = 10_000;

/** Mistakes that show only in the sources themselves, such as a column that a file lacks. */
export async function checkSources(
  file: YamlFile,
  connections: readonly ConnectionSetup[],
  business: Pick<Config['business'], 'timezone' | 'currency'>,
  folders: { readonly baseDir: string; readonly dataDir: string },
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { name, connector, config } of connections) {
    if (connector.local !== true) continue;
    const surroundings = { connection: name, business, ...folders, now: Date.now };
    const context = sourceContext(surroundings, AbortSignal.timeout(TIME_LIMIT_MS));
    const findings = await checkSource(connector, config, context);
    for (const { level, message, mend } of findings) {
      if (level === 'error') problems.push(problemOf(file, name, message, mend));
    }
  }
  return problems;
}

function problemOf(
  file: YamlFile,
  name: string,
  message: string,
  mend = 'look at the source',
): Problem {
  const trim = (text: string): string => text.replace(/\.$/, '');
  return problemAt(file, ['connections', name], trim(message), trim(mend));
}
