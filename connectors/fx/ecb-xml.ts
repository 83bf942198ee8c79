import {
  isDay,
  notPublished,
  told,
  type PublishedDay,
  type RateEntry,
  type Told,
} from './published.ts';

const NAMESPACE = 'http://www.ecb.int/vocabulary/2002-08-01/eurofxref';
const GESMES = 'http://www.gesmes.org/xml/2002-08-01';
/** Elements that may hold text. */
const TEXTS = new Set(['gesmes:subject', 'gesmes:name']);
const ELEMENTS = new Set(['gesmes:Envelope', 'gesmes:Sender', 'Cube', ...TEXTS]);

const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

type Attributes = Readonly<Record<string, string>>;

/**
 * Reads the one flat format of the ECB's rates, strictly: an envelope of gesmes, a Cube, in it a
 * Cube with a time for each day, in that a Cube with currency and rate. Anything else is refused.
 * @throws BadDocument with the line.
 */
export function readXml(text: string): readonly PublishedDay[] {
  const reader = new Reader(text);
  reader.read();
  return reader.days;
}

class Reader {
  readonly days: { day: string; rates: RateEntry[] }[] = [];
  readonly #text: string;
  readonly #open: string[] = [];
  #line = 1;
  #isWhole = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(): void {
    const token = new RegExp(TOKEN);
    while (token.lastIndex < this.#text.length) {
      const at = token.lastIndex;
      const match = token.exec(this.#text);
      if (match === null) this.#refuse(told`has no XML there: ${this.#text.slice(at, at + 40)}`);
      this.#take(match);
      this.#line += match[0].split('\n').length - 1;
    }
    if (!this.#isWhole) this.#refuse(told`ends in the middle: it is cut off, or not the document`);
  }

  #take([, closing, name, attributes = '', empty, text]: RegExpExecArray): void {
    if (text !== undefined) this.#takeText(text);
    else if (name === undefined) return;
    else if (closing === '/') this.#close(name);
    else {
      this.#begin(name, attributesOf(attributes));
      if (empty === '/') this.#close(name);
    }
  }

  #takeText(text: string): void {
    if (text.trim() === '' || TEXTS.has(this.#open.at(-1) ?? '')) return;
    this.#refuse(told`has text where none belongs: ${text.trim().slice(0, 40)}`);
  }

  #begin(name: string, attributes: Attributes): void {
    if (this.#isWhole) this.#refuse(told`has <${name}> after its end`);
    if (!ELEMENTS.has(name))
      this.#refuse(told`has an element <${name}>, which is none of the ECB's`);
    if (this.#open.length === 0) this.#checkRoot(name, attributes);
    this.#open.push(name);
    if (name === 'Cube') this.#cube(attributes);
  }

  #checkRoot(name: string, attributes: Attributes): void {
    if (name !== 'gesmes:Envelope')
      this.#refuse(told`begins with <${name}>, not <gesmes:Envelope>`);
    const own = attributes['xmlns'];
    if (own !== NAMESPACE) this.#refuse(told`has the namespace ${own}, not ${NAMESPACE}`);
    const outer = attributes['xmlns:gesmes'];
    if (outer !== GESMES) this.#refuse(told`has the namespace ${outer}, not ${GESMES}`);
  }

  #cube({ time, currency, rate, ...others }: Attributes): void {
    const depth = this.#open.length - 1;
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined) this.#refuse(told`has a Cube with ${unknown}`);
    if (this.#open.some((name, at) => (name === 'Cube') !== at > 0) || depth > 3) {
      this.#refuse(told`has a Cube where none belongs`);
    }
    if (depth === 2) this.#beginDay(time);
    if (depth === 3) this.#addRate(currency, rate);
  }

  #beginDay(time: string | undefined): void {
    if (time === undefined || !isDay(time))
      this.#refuse(told`has a Cube with time ${time}, no date`);
    if (this.days.some(({ day }) => day === time)) this.#refuse(told`has ${time} twice`);
    this.days.push({ day: time, rates: [] });
  }

  #addRate(currency: string | undefined, rate: string | undefined): void {
    if (currency === undefined || rate === undefined)
      this.#refuse(told`has a Cube without its rate`);
    this.days.at(-1)?.rates.push({ currency, rate, line: this.#line });
  }

  #close(name: string): void {
    const open = this.#open.pop();
    if (open !== name) this.#refuse(told`closes <${name}> where <${open ?? 'nothing'}> is open`);
    this.#isWhole = this.#open.length === 0;
  }

  #refuse(what: Told): never {
    throw notPublished(this.#line, what);
  }
}

function attributesOf(text: string): Attributes {
  const found = text.matchAll(ATTRIBUTE);
  return Object.fromEntries([...found].map(([, name, a, b]) => [name, a ?? b ?? '']));
}
