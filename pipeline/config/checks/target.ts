import { ONE, parseDecimal } from '../../../schemas/decimal.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';

/** Targets, bands and changes that can't be meant. */
export function checkTarget(goal: Goal): readonly Finding[] {
  switch (goal.type) {
    case 'reach':
      return checkReach(goal);
    case 'increase':
    case 'decrease':
      return checkWay(goal);
    case 'maintain':
      return checkBand(goal);
    case 'relative':
      return checkChange(goal);
  }
}

function checkReach({ target }: Extract<Goal, { type: 'reach' }>): readonly Finding[] {
  if (number(target) > 0n) return [];
  return [
    {
      path: ['target'],
      message: 'must be above 0 for type reach',
      mend: 'write a positive number, or use type maintain with a band',
    },
  ];
}

function checkWay({
  type,
  target,
  baseline,
}: Extract<Goal, { type: 'increase' | 'decrease' }>): readonly Finding[] {
  if (baseline.kind !== 'fixed') return [];
  const difference = number(target) - number(baseline.value);
  if (difference === 0n) {
    return [
      {
        path: ['target'],
        message: 'is the same as the baseline',
        mend: 'write a target that differs from the baseline',
      },
    ];
  }
  if (difference > 0n === (type === 'increase')) return [];
  const other = type === 'increase' ? 'decrease' : 'increase';
  return [
    {
      path: ['target'],
      message: `lies on the wrong side of the baseline for type ${type}`,
      mend: `use type ${other}, or correct the target`,
    },
  ];
}

function checkBand({ band }: Extract<Goal, { type: 'maintain' }>): readonly Finding[] {
  if (band.min === undefined || band.max === undefined) return [];
  if (number(band.min) <= number(band.max)) return [];
  return [{ path: ['band'], message: 'has its min above its max', mend: 'exchange min and max' }];
}

function checkChange({
  change,
  baseline,
}: Extract<Goal, { type: 'relative' }>): readonly Finding[] {
  const path = ['change'];
  const share = number(change);
  if (share === 0n) {
    return [{ path, message: 'is zero', mend: 'write a change, or use type maintain with a band' }];
  }
  if (share < -ONE) {
    const message = 'takes away more than everything there is';
    return [{ path, message, mend: 'write -100 % or less of a change' }];
  }
  if (baseline.kind === 'fixed' && number(baseline.value) === 0n) {
    return [
      {
        path: ['baseline'],
        message: 'is zero, and a part of zero is zero',
        mend: 'use type reach with a target',
      },
    ];
  }
  return [];
}

function number(text: string): bigint {
  return parseDecimal(text) ?? 0n;
}
