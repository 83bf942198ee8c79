import type { Goal } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';

/** A window that ends before it starts. */
export function checkWindow({ window }: Goal): readonly Finding[] {
  if (window.start <= window.end) return [];
  return [
    {
      path: ['window'],
      message: `ends on ${window.end}, before it starts on ${window.start}`,
      mend: 'exchange start and end',
    },
  ];
}
