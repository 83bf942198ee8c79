import type { Problem } from './problem.ts';
import { problemAt, type YamlFile } from './yaml-file.ts';

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Puts environment variables in place of `${NAME}` in every text of the file. */
export function substituteEnvironment(
  file: YamlFile,
  environment: Readonly<Record<string, string | undefined>>,
): { file: YamlFile; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const replace = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(REFERENCE, (whole, name: string) => {
        const found = environment[name];
        if (found !== undefined) return found;
        problems.push(
          problemAt(
            file,
            path,
            `needs the environment variable ${name}, which is not set`,
            `set ${name}`,
          ),
        );
        return whole;
      });
    }
    if (Array.isArray(value)) return value.map((item, index) => replace(item, [...path, index]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, replace(item, [...path, key])]),
      );
    }
    return value;
  };
  const data = replace(file.data, []);
  return { file: { ...file, data }, problems };
}
