import { DAMAGE_FIX, damageText, type Damage } from '../../schemas/damage.ts';

/** What the store has lost and what to do, in lines; none where nothing is. */
export function damageLines(damage: readonly Damage[]): string[] {
  if (damage.length === 0) return [];
  return [...damage.map((each) => `ERROR: ${damageText(each)}`), `Fix: ${DAMAGE_FIX}`];
}

/** Says on stderr what is lost; the command then fails. */
export function tellDamage(damage: readonly Damage[]): void {
  if (damage.length === 0) return;
  process.stderr.write(`${damageLines(damage).join('\n')}\n`);
  process.exitCode = 1;
}
