import { goal, goals, type Mistake } from './write.ts';

const company = goal({ id: 'company', title: 'Company' });
const child = (fields: Parameters<typeof goal>[0]): string =>
  goal({ parent: 'company', ...fields });
const helper = (id: string, fields: Parameters<typeof goal>[0] = {}): string =>
  goal({ id, metric: 'orders', supports: 'company', ...fields });

/** Mistakes between goals. */
export const severalGoals: readonly Mistake[] = [
  {
    name: 'two goals of one id',
    yaml: goals(goal(), goal()),
    said: 'goals.yaml:12 goals[1].id: there is another goal uk in goals.yaml. Mend: give each its own id.',
  },
  {
    name: 'a mistyped parent',
    yaml: goals(company, child({ parent: 'compamy' })),
    said: 'goals.yaml:19 goals[1].parent: there is no goal compamy. Mend: write company.',
  },
  {
    name: 'a parent of another metric',
    yaml: goals(company, child({ metric: 'orders' })),
    said: "goals.yaml:19 goals[1].parent: measures net_sales, and this goal orders: they don't add up. Mend: write supports: company instead of parent, or use one metric for both.",
  },
  {
    name: 'a child that outlasts its parent',
    yaml: goals(company, child({ window: '2026-H2' })),
    said: 'goals.yaml:18 goals[1].window: reaches beyond that of its parent company (2026-10-01 to 2026-12-31). Mend: keep it inside, or take parent out.',
  },
  {
    name: 'parents in a circle',
    yaml: goals(goal({ parent: 'b', id: 'a' }), goal({ id: 'b', parent: 'a' })),
    said: 'goals.yaml:12 goals[0].parent: goes round in a circle: a → b → a. Mend: take parent out of one of these goals.',
  },
  {
    name: 'a family of two touches',
    yaml: goals(company, child({ touch: 'first', scope: '{ dimension: channel, equals: Email }' })),
    said: 'goals.yaml:20 goals[1].touch: is first, and that of its parent company is last. Mend: write touch: last, or change the whole family.',
  },
  {
    name: 'children that are neither',
    yaml: goals(goal({ children: 'shared' })),
    said: 'goals.yaml:12 goals[0].children: must be one of exclusive, overlapping. Mend: write one of these.',
  },
  {
    name: 'a supported goal that is not there',
    yaml: goals(helper('h')),
    said: 'goals.yaml:12 goals[0].supports: there is no goal company. Mend: write the id of a goal, or take supports out.',
  },
  {
    name: 'goals that support each other',
    yaml: goals(goal({ id: 'a', supports: 'b' }), goal({ id: 'b', supports: 'a' })),
    said: 'goals.yaml:12 goals[0].supports: these goals support each other in a circle: a → b → a. Mend: take supports out of one of them.',
  },
  {
    name: 'weights that sum to less than 1',
    yaml: goals(company, helper('h', { weight: '0.5' }), helper('i', { weight: '0.4' })),
    said: 'goals.yaml:20 goals[1].weight: the weights of what supports company (h, i) sum to 0.9. Mend: make them sum to exactly 1.',
  },
  {
    name: 'one with a weight and one without',
    yaml: goals(company, helper('h', { weight: '0.5' }), helper('i')),
    said: 'goals.yaml:28 goals[2].supports: has no weight, unlike others that support company. Mend: give each of them a weight, or none.',
  },
  {
    name: 'a weight of zero',
    yaml: goals(company, helper('h', { weight: '0' }), helper('i', { weight: '1' })),
    said: 'goals.yaml:20 goals[1].weight: is 0, not above 0. Mend: write a part such as 0.5.',
  },
  {
    name: 'support when it is too late',
    yaml: goals(company, helper('h', { window: '2027-Q1' })),
    said: 'goals.yaml:19 goals[1].supports: has no day in common with company (2026-10-01 to 2026-12-31). Mend: correct one of the windows, or take supports out.',
  },
];
