import { NativeBlock } from './native-block.ts';
import { SmallColumn, TextColumn, WideColumn } from './native-columns.ts';
import { NullableDecimalColumn } from './native-decimals.ts';
import { ListColumn, TEXTS } from './native-lists.ts';

/** A row of goal_definition. */
export interface Definition {
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  readonly metricVersion: number;
  readonly kind: string;
  readonly unit: string;
  readonly direction: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly scale: number;
  readonly quantile: number;
  readonly kept: boolean;
  readonly adds: boolean;
  readonly due: readonly string[];
  readonly owner: string;
  readonly ownerName: string;
  readonly parent: string;
  readonly type: string;
  /** Millionths, as the other amounts. */
  readonly target: bigint | undefined;
  readonly baseline: bigint | undefined;
  readonly bandMin: bigint | undefined;
  readonly bandMax: bigint | undefined;
  /** Days since 1970-01-01. */
  readonly starts: number;
  readonly ends: number;
  readonly version: number;
}

type NameOf<T> = { [K in keyof Definition]: Definition[K] extends T ? K : never }[keyof Definition];

const TEXT: readonly (readonly [string, NameOf<string>])[] = [
  ['id', 'id'],
  ['title', 'title'],
  ['metric', 'metric'],
  ['kind', 'kind'],
  ['unit', 'unit'],
  ['direction', 'direction'],
  ['numerator', 'numerator'],
  ['denominator', 'denominator'],
  ['owner', 'owner'],
  ['owner_name', 'ownerName'],
  ['parent', 'parent'],
  ['type', 'type'],
];
const AMOUNTS: readonly (readonly [string, NameOf<bigint | undefined>])[] = [
  ['target', 'target'],
  ['baseline', 'baseline'],
  ['band_min', 'bandMin'],
  ['band_max', 'bandMax'],
];
const NUMBERS: readonly (readonly [
  string,
  'UInt8' | 'UInt32' | 'Date',
  NameOf<number> | NameOf<boolean>,
])[] = [
  ['metric_version', 'UInt32', 'metricVersion'],
  ['scale', 'UInt32', 'scale'],
  ['kept', 'UInt8', 'kept'],
  ['adds', 'UInt8', 'adds'],
  ['starts', 'Date', 'starts'],
  ['ends', 'Date', 'ends'],
];

/** Rows of goal_definition, as a block. */
export class DefinitionBlock {
  readonly block: NativeBlock;
  readonly #setters: ((row: number, definition: Definition) => void)[] = [];

  constructor(capacity: number) {
    const block = new NativeBlock(capacity);
    this.block = block;
    for (const [column, name] of TEXT) {
      const texts = block.add(column, new TextColumn(capacity));
      this.#setters.push((row, definition) => texts.set(row, definition[name]));
    }
    for (const [column, name] of AMOUNTS) {
      const amounts = block.add(column, new NullableDecimalColumn(capacity));
      this.#setters.push((row, { [name]: micros }) => {
        if (micros !== undefined) amounts.set(row, micros);
      });
    }
    for (const [column, type, name] of NUMBERS) {
      const numbers = block.add(column, new SmallColumn(type, capacity));
      this.#setters.push((row, definition) => numbers.set(row, Number(definition[name])));
    }
    const due = block.add('due', new ListColumn(capacity, TEXTS));
    const quantiles = block.add('quantile', new TextColumn(capacity));
    const versions = block.add('version', new WideColumn('UInt64', capacity));
    this.#setters.push((row, definition) => {
      due.set(row, definition.due);
      quantiles.set(row, String(definition.quantile));
      versions.set(row, definition.version);
    });
  }

  add(definition: Definition): void {
    const row = this.block.nextRow();
    for (const set of this.#setters) set(row, definition);
  }
}
