import { goals, template, type Mistake } from './write.ts';

const owners = (...lines: readonly string[]): string =>
  `owners:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;

/** Mistakes of owners, teams and templates. */
export const people: readonly Mistake[] = [
  {
    name: 'two owners of one id',
    yaml: owners('id: anna, name: Anna', 'id: anna, name: Anna Holm'),
    said: 'goals.yaml:3 owners[1].id: there is another owner anna in goals.yaml. Mend: give each its own id.',
  },
  {
    name: 'a team with the id of an owner',
    yaml: `${owners('id: anna, name: Anna')}teams:\n  - { id: anna, name: Team Anna }\n`,
    said: 'goals.yaml:4 teams[0].id: has the id of the owner anna in goals.yaml. Mend: give each its own id.',
  },
  {
    name: 'a manager who is not there',
    yaml: owners('id: anna, name: Anna, manager: carl'),
    said: 'goals.yaml:2 owners[0].manager: there is no manager carl. Mend: add { id: carl, name: … } to owners.',
  },
  {
    name: 'managers in a circle',
    yaml: owners('id: anna, name: Anna, manager: ben', 'id: ben, name: Ben, manager: anna'),
    said: 'goals.yaml:2 owners[0].manager: the managers go round in a circle: anna → ben → anna. Mend: take manager out of one of them.',
  },
  {
    name: 'a mistyped team',
    yaml: `${owners('id: anna, name: Anna, team: exprot')}teams:\n  - { id: export, name: Export }\n`,
    said: 'goals.yaml:2 owners[0].team: there is no team exprot. Mend: write export.',
  },
  {
    name: 'a team as manager',
    yaml: `${owners('id: anna, name: Anna')}teams:\n  - { id: export, name: Export, manager: home }\n  - { id: home, name: Home }\n`,
    said: 'goals.yaml:4 teams[0].manager: home is a team. Mend: write the id of a person.',
  },
  {
    name: 'a time zone that is none',
    yaml: owners('id: anna, name: Anna, timezone: Europe/Kobenhavn'),
    said: 'goals.yaml:2 owners[0].timezone: is not an IANA time zone. Mend: write one such as Europe/Copenhagen.',
  },
  {
    name: 'a locale that is none',
    yaml: owners('id: anna, name: Anna, locale: danish_DK'),
    said: 'goals.yaml:2 owners[0].locale: is not a language tag. Mend: write one such as en-DK.',
  },
  {
    name: 'an attribute that is none',
    yaml: owners('id: anna, name: Anna, attributes: { country: { is: DK } }'),
    said: 'goals.yaml:2 owners[0].attributes.country: is not an attribute. Mend: write a text, a number or a list of texts.',
  },
  {
    name: 'a list that is none',
    yaml: 'owners: anna\n',
    said: 'goals.yaml:1 owners: must be a list. Mend: put it in brackets: [anna].',
  },
  {
    name: 'a list that no file has',
    yaml: `${goals()}gaols: []\n`.replace('goals:\n', ''),
    said: 'goals.yaml:4 gaols: there is no key gaols. Mend: take it out or correct its name.',
  },
  {
    name: 'a role that nobody has',
    yaml: template({}, 'market-manger'),
    said: 'goals.yaml:5 templates[0].role: nobody has the role market-manger. Mend: write market-manager.',
  },
  {
    name: 'a mistyped placeholder',
    yaml: template({ scope: "{ dimension: country, in: '{contry}' }" }),
    said: 'goals.yaml:14 templates[0].goal.scope.in: no market-manager has anything for {contry}. Mend: write {country}.',
  },
  {
    name: 'an attribute that one owner lacks',
    yaml: template({ target: "'{q4_target}'" }).replace('country: Denmark', 'q4_target: 1000'),
    said: 'goals.yaml:3 owners[1].attributes: ben has no q4_target, which the template for market-manager puts in. Mend: add q4_target to the attributes of ben.',
  },
  {
    name: 'a team that one owner lacks',
    yaml: template({ title: "'Sales, {team}'" }).replace('Anna Holm', 'Anna Holm, team: Home'),
    said: 'goals.yaml:3 owners[1]: ben has no team, which the template for market-manager puts in. Mend: add team to ben.',
  },
  {
    name: 'a template that makes one goal twice',
    yaml: template({ id: 'q4' }),
    said: 'goals.yaml:7 templates[0].goal.id: makes the goal q4 for both anna and ben. Mend: put {id} into it.',
  },
  {
    name: 'a template without a goal',
    yaml: `${template({}).split('    goal:')[0]}`,
    said: 'goals.yaml:5 templates[0].goal: is missing. Mend: add it (mapping).',
  },
  {
    name: 'a template with a wrong window',
    yaml: template({ window: '2026-13' }),
    said: 'goals.yaml:13 templates[0].goal.window: 2026-13 is no period (made for anna, ben). Mend: write one such as 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W41, FY2027 or FY2027-Q1.',
  },
  {
    name: 'a template that makes a goal that is there',
    yaml: `${template({})}goals:\n  - { id: q4-anna, title: Q4, metric: orders, owner: ben, type: reach, target: 5, window: 2026 }\n`,
    said: 'goals.yaml:7 templates[0].goal.id: there is another goal q4-anna in goals.yaml (made for anna). Mend: give each its own id.',
  },
  {
    name: 'an attribute with the name of a placeholder',
    yaml: owners('id: anna, name: Anna, attributes: { team: Export }'),
    said: 'goals.yaml:2 owners[0].attributes.team: {team} of a template is the owner’s own team, not this attribute. Mend: give the attribute another name.',
  },
  {
    name: 'a placeholder without quotes',
    yaml: template({ owner: '{id}' }),
    said: "goals.yaml:10 templates[0].goal.owner: {id} needs quotes in YAML. Mend: write '{id}'.",
  },
];
