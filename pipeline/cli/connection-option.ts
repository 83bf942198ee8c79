import type { Project } from '../config/load-project.ts';
import { UsageError } from './usage-error.ts';

/** The connections an option names: that one, or all. @throws UsageError where there is none. */
export function connectionOf({ connections }: Project, name: string | undefined): string[] {
  const names = connections.map((connection) => connection.name);
  if (name === undefined) return names;
  if (names.includes(name)) return [name];
  throw new UsageError(`there is no connection ${name}. Mend: write one of ${names.join(', ')}.`);
}
