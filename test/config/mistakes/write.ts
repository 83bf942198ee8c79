/** One wrong goal file, and all that is said about it. */
export interface Mistake {
  readonly name: string;
  readonly yaml: string;
  readonly said: string;
}

const GOAL = {
  id: 'uk',
  title: 'Net sales in the UK',
  metric: 'net_sales',
  owner: 'anna',
  type: 'reach',
  target: '1000',
  window: '2026-Q4',
};

type Fields = Readonly<Record<string, string | undefined>>;

/** A goal as YAML, a field a line; what is given differs, and undefined leaves a field out. */
export function goal(fields: Fields = {}): string {
  const lines = Object.entries({ ...GOAL, ...fields })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `    ${key}: ${value}`);
  return `  - ${lines.join('\n').trimStart()}\n`;
}

/** A relative goal. */
export function relative(fields: Fields = {}): string {
  return goal({ type: 'relative', target: undefined, change: '+10 %', ...fields });
}

/** A file with two owners and goals, the first of them on line 5. */
export function goals(...items: readonly string[]): string {
  return `owners:\n  - { id: anna, name: Anna Holm }\n  - { id: ben, name: Ben Carter }\ngoals:\n${items.join('')}`;
}

const MANAGERS = `owners:
  - { id: anna, name: Anna Holm, role: market-manager, attributes: { country: Denmark } }
  - { id: ben, name: Ben Carter, role: market-manager, attributes: { country: [Norway, Sweden] } }
`;

/** A file with two market managers and a template on line 5. */
export function template(fields: Fields, role = 'market-manager', owners = MANAGERS): string {
  const own = { id: "'q4-{id}'", title: "'{name}'", owner: "'{id}'", ...fields };
  const lines = goal(own).replaceAll('\n    ', '\n        ').replace('  - ', '');
  return `${owners}templates:\n  - role: ${role}\n    goal:\n        ${lines}`;
}
