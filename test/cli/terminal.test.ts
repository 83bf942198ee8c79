import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanText, oneLine, safeJson } from '../../pipeline/clean-text.ts';
import { table } from '../../pipeline/cli/output.ts';
import { guardOutput, writeAfter } from '../../pipeline/cli/terminal.ts';
import { learnSecrets } from '../../pipeline/redaction.ts';
import { runCli } from '../support/cli.ts';

const ESC = '\u001B';
const EVIL = `a${ESC}[2J${ESC}]0;title\u0007\u009B31m\u202Eevil\u2066\r\u0008b\u007F\u200F`;

function outputTo(): { written: string[]; stream: Pick<NodeJS.WriteStream, 'write'> } {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  return { written, stream: { write } };
}

test('a terminal gets nothing that it would act on, one character for one', () => {
  const clean = cleanText(EVIL);
  expect(clean).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u200E\u200F]/u);
  expect(clean).toHaveLength(EVIL.length);
  expect(clean).toContain('a␛[2J␛]0;title␇');
  expect(cleanText('Ærø – 北京 👩‍🚀\tx\ny')).toBe('Ærø – 北京 👩‍🚀\tx\ny');
});

test('whatever is written to a guarded stream is clean, texts and bytes, and has no secret', () => {
  learnSecrets(['CANARY-terminal']);
  const { written, stream } = outputTo();
  guardOutput(stream);
  stream.write(EVIL);
  stream.write(Buffer.from(`${EVIL} CANARY-terminal ø`));
  stream.write('the token CANARY-terminal is wrong');
  expect(written).toEqual([cleanText(EVIL), `${cleanText(EVIL)} *** ø`, 'the token *** is wrong']);
});

test('our own control sequences pass, the text behind them is clean', () => {
  const { written, stream } = outputTo();
  guardOutput(stream);
  writeAfter(stream, `\r${ESC}[2K`, EVIL);
  expect(written).toEqual([`\r${ESC}[2K${cleanText(EVIL)}`]);
});

test('JSON stays JSON: the same values, written so that a terminal shows them', () => {
  const value = { title: EVIL, [EVIL]: ['\u2028', 'ø'] };
  const json = safeJson(JSON.stringify(value));
  expect(json).toBe(cleanText(json));
  expect(JSON.parse(json)).toEqual(value);
});

test('a cell stays on its line', () => {
  const text = table([{ title: 'A' }, { title: 'B' }], [['one\nfake', 'x']]);
  expect(text.split('\n')).toHaveLength(2);
  expect(oneLine('a\r\n\tb')).toBe('a b');
});

test('the command line writes by it: no secret and nothing active in its mistakes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goalstream-terminal-'));
  try {
    const wrong = `"a\\e]0;owned\\a\\u202E": 1\nconnections: { x: { connector: CANARY-cli } }\n`;
    const store = 'store: { password: CANARY-cli }\n';
    writeFileSync(join(folder, 'goalstream.yaml'), wrong + store);
    const { code, stdout, stderr } = await runCli(['status'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('a␛]0;owned␇');
    expect(stderr).toContain('there is no connector ***');
    expect(`${stdout}${stderr}`).not.toMatch(/(?!\n)[\p{Cc}\u202E]|CANARY/u);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
