import type { Part } from '../../metric.ts';
import { terms } from '../../terms.ts';

function answers(kind: string, scale: string) {
  return [
    { column: 'kind', in: [kind] },
    { column: 'scaleMax', atLeast: scale, atMost: scale },
  ];
}

const csat = answers('csat', '5');
const reviewed = answers('review', '5');
const nps = answers('nps', '10');

export const csatAnswers: Part = {
  id: 'csat_answers',
  fact: 'feedback',
  aggregate: 'count',
  where: csat,
};

export const csatGood: Part = {
  id: 'csat_good',
  fact: 'feedback',
  aggregate: 'count',
  where: [...csat, { column: 'score', atLeast: '4' }],
};

export const reviews: Part = {
  id: 'reviews',
  fact: 'feedback',
  aggregate: 'count',
  where: reviewed,
};

export const stars: Part = {
  id: 'review_stars',
  fact: 'feedback',
  aggregate: 'sum',
  value: terms('score'),
  where: reviewed,
};

export const npsAnswers: Part = {
  id: 'nps_answers',
  fact: 'feedback',
  aggregate: 'count',
  where: nps,
};

export const promotersLessDetractors: Part = {
  id: 'promoters_less_detractors',
  fact: 'feedback',
  aggregate: 'sum',
  value: [
    { add: 1, where: [{ column: 'score', atLeast: '9' }] },
    { subtract: 1, where: [{ column: 'score', atMost: '6' }] },
  ],
  where: nps,
};
