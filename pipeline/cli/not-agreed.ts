import type { GoalChange } from '../goals/changes.ts';
import { plural } from './plural.ts';

const NAMED = 5;

/** How the goal files differ from what is agreed, and what to do; undefined where they do not. */
export function notAgreedText(changes: readonly GoalChange[]): string | undefined {
  if (changes.length === 0) return undefined;
  const names = changes.slice(0, NAMED).map(({ id }) => id);
  const more = changes.length > NAMED ? ', …' : '';
  return `${plural(changes.length, 'goal')} in the files ${changes.length === 1 ? 'differs' : 'differ'} from what is agreed, which counts: ${names.join(', ')}${more}. Mend: goalstream goals apply --reason …`;
}
