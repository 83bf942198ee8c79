import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { PageContext } from './context.ts';
import { band, commands } from './frame.ts';
import { html, type Html } from './html.ts';

type Change = NonNullable<GoalAttainment['changes']>[number];
type Field = Change['fields'][number];

/** What a goal is held against: who reads its figure must know that this was changed. */
const AIMS = new Set(['target', 'band', 'change', 'baseline']);

/** Each change since the goal was first agreed, the newest first: from, to, since when, by whom and why. */
export function changesBand(context: PageContext, goal: GoalAttainment): Html | undefined {
  const { changes = [] } = goal;
  if (changes.length === 0) return undefined;
  const words = context.texts.changes;
  const items = changes.toReversed().map((change) => changeItem(context, goal, change));
  return band(
    'changes',
    words.heading,
    words.hint,
    html`<ul class="talk">
      ${items}
    </ul>`,
  );
}

function changeItem(context: PageContext, goal: GoalAttainment, change: Change): Html {
  const { texts, format, report } = context;
  const words = texts.changes;
  const { from, at, by, reason, kind, fields } = change;
  const when = words.from(format.fullDay(from), from > report.day);
  const lines = kind === 'changed' ? fields.map((field) => fieldText(context, goal, field)) : [];
  return html`<li>
    <b>${when}</b>
    ${kind !== 'changed' && html`<p>${words.kinds[kind]}</p>`}
    ${lines.map((line) => html`<p>${line}</p>`)}
    ${reason !== undefined && html`<p>${words.reason(reason)}</p>`}
    <p class="small quiet">${words.agreed(by, format.instant(at))}</p>
  </li>`;
}

/** Below the title, and on the overview: that the target is not the one that it began with. */
export function aimLines(context: PageContext, goal: GoalAttainment): readonly string[] {
  const { texts, format } = context;
  return (goal.changes ?? [])
    .filter(({ from }) => from > goal.window.start)
    .flatMap(({ from, fields }) =>
      fields
        .filter(({ field }) => AIMS.has(field))
        .map((field) => texts.changes.since(format.fullDay(from), fieldText(context, goal, field))),
    );
}

/** How the files differ from what is agreed, and what it takes. */
export function writtenNote(context: PageContext, goal: GoalAttainment): Html | undefined {
  const { written } = goal;
  if (written === undefined) return undefined;
  const words = context.texts.changes;
  const lines =
    written.kind === 'changed'
      ? written.fields.map((field) => fieldText(context, goal, field))
      : [words.kinds[written.kind]];
  return html`<div class="note">
    <p><b>${words.written}</b> ${words.writtenMeans}</p>
    ${lines.map((line) => html`<p class="small">${line}</p>`)}
    <p class="small quiet">${words.writtenFix}</p>
    ${commands(['goalstream goals apply --reason "…"'])}
  </div>`;
}

/** On the overview: which goals' files ask for something that is not agreed. */
export function writtenNotice({ texts, report }: PageContext): Html | undefined {
  const titles = report.goals.flatMap(({ title, written }) => (written ? [title] : []));
  if (titles.length === 0) return undefined;
  const words = texts.changes;
  return html`<div class="note">
    <p><b>${words.writtenOf(titles)}</b> ${words.writtenMeans}</p>
    <p class="small quiet">
      ${words.writtenFix} <code>goalstream goals apply --reason &quot;…&quot;</code>
    </p>
  </div>`;
}

/** "Target: 900.000 kr. → 1.000.000 kr." */
function fieldText(
  { texts, format }: PageContext,
  { metric }: GoalAttainment,
  { field, before, after }: Field,
): string {
  const name = new Map<string, string>(Object.entries(texts.changes.fields)).get(field) ?? field;
  const spell = (text: string): string => {
    if (field === 'target' || field === 'band')
      return text.replaceAll(/-?\d+(?:\.\d+)?/g, (limit) => format.limit(metric, limit));
    if (field === 'change' && text !== '–') return format.percent(text);
    return text
      .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => format.fullDay(day))
      .replaceAll(/(?<=\bvalue )-?\d+(?:\.\d+)?$/g, (value) => format.limit(metric, value));
  };
  return texts.changes.fieldChange(name, spell(before), spell(after));
}
