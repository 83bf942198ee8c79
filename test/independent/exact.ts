/** An exact fraction; undefined stands for what has no value, as a rate of nothing. */
export interface Exact {
  readonly over: bigint;
  readonly under: bigint;
}

export function exact(over: bigint, under = 1n): Exact | undefined {
  if (under === 0n) return undefined;
  return under < 0n ? { over: -over, under: -under } : { over, under };
}

/** A plain decimal as written in a file. */
export function read(text: string): Exact {
  const [whole = '0', places = ''] = text.replace('-', '').split('.');
  const over = BigInt(`${whole}${places}`);
  return { over: text.startsWith('-') ? -over : over, under: 10n ** BigInt(places.length) };
}

export function plus(a: Exact, b: Exact): Exact {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, { over: -b.over, under: b.under });
}

export function times(a: Exact, b: Exact): Exact {
  return { over: a.over * b.over, under: a.under * b.under };
}

export function divided(a: Exact, b: Exact): Exact | undefined {
  return exact(a.over * b.under, a.under * b.over);
}

/** Below 0, 0 or above 0. */
export function compare(a: Exact, b: Exact): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function sum(texts: readonly (string | undefined)[]): Exact {
  let micros = 0n;
  for (const text of texts) {
    if (text === undefined) continue;
    const { over, under } = read(text);
    micros += (over * 1_000_000n) / under;
  }
  return { over: micros, under: 1_000_000n };
}

/** Rounded half to even at the sixth place, without zeros at the end. */
export function written({ over, under }: Exact): string {
  const scaled = over * 1_000_000n;
  const sign = scaled < 0n ? -1n : 1n;
  const size = scaled * sign;
  let rounded = size / under;
  const rest = (size % under) * 2n;
  if (rest > under || (rest === under && rounded % 2n === 1n)) rounded += 1n;
  const places = (rounded % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  const text = `${rounded / 1_000_000n}${places === '' ? '' : `.${places}`}`;
  return sign < 0n && rounded !== 0n ? `-${text}` : text;
}
