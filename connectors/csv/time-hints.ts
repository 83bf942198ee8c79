const DAY_FIRST = /^(\d{1,2})([-./ ])(\d{1,2})\2(\d{4}|\d{2})(?:[ T,]+\d)?/;

/** Why a text is no time or date, with the way out. */
export function notATime(text: string, dates: readonly string[] | undefined): string {
  const shown = `"${text.slice(0, 60)}" is not a time`;
  if (dates !== undefined) return `${shown} as \`dates\` says: ${dates.join(', ')}`;
  const mark = DAY_FIRST.exec(text)?.[2];
  if (mark !== undefined) {
    const year = DAY_FIRST.exec(text)?.[4]?.length === 4 ? 'yyyy' : 'yy';
    const [one, other] = [`dd${mark}MM${mark}${year}`, `MM${mark}dd${mark}${year}`];
    return `${shown} that can be read in one way: say how the file writes dates (\`dates: ${one}\` or \`dates: ${other}\`)`;
  }
  if (/^\d{9,14}$/.test(text)) {
    return `${shown} that can be read in one way: say what the digits are (\`dates: epoch-seconds\`, epoch-ms or a pattern such as yyyyMMddHHmm)`;
  }
  return `${shown} such as 2026-11-24 13:45, ISO 8601 or seconds or milliseconds since 1970; for another way of writing say \`dates\` (dd-MM-yyyy, MMM d, yyyy h:mm a)`;
}
