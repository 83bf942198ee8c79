import {
  SourceError,
  type CheckFinding,
  type Connector,
  type Cursor,
  type ReadContext,
  type StreamSpec,
} from '../connector.ts';
import { readAppend } from './append-read.ts';
import { csvConfigSchema, type CsvConfig } from './config.ts';
import { findFiles, type FoundFile } from './files.ts';
import { checkFile, readFile } from './read-file.ts';
import { readSnapshot } from './snapshot-read.ts';
import { csvTotals } from './totals.ts';

/** Rows of each file that a check maps. */
const SAMPLE = 200;

/** Files of CSV or JSON lines, plain or gzip, to any fact type. */
export const csv: Connector<CsvConfig> = {
  name: 'csv',
  title: 'CSV and JSON lines files, plain or gzip',
  config: csvConfigSchema,
  local: true,
  streams: (config) => [{ name: config.fact, fact: config.fact }],
  check,
  read,
  totals: (config, _stream, _cursor, context) => csvTotals(config, context),
};

function read(
  config: CsvConfig,
  _stream: StreamSpec,
  cursor: Cursor | undefined,
  context: ReadContext,
) {
  const reader = config.mode === 'snapshot' ? readSnapshot : readAppend;
  return reader(config, cursor, context);
}

async function check(config: CsvConfig, context: ReadContext): Promise<readonly CheckFinding[]> {
  try {
    const files = await findFiles(config.path, context.baseDir, context.now());
    const findings: CheckFinding[] = [];
    for (const file of files) findings.push(await finding(file, config, context));
    return findings;
  } catch (error) {
    return [asFinding(error)];
  }
}

async function finding(file: FoundFile, config: CsvConfig, context: ReadContext) {
  try {
    await checkFile(file, config, context);
    return await sampled(file, config, context);
  } catch (error) {
    return asFinding(error);
  }
}

/** What the first rows of a file come to. */
async function sampled(
  file: FoundFile,
  config: CsvConfig,
  context: ReadContext,
): Promise<CheckFinding> {
  const options = { skip: 0, offset: 0, pageSize: SAMPLE };
  for await (const { records, rejects, skipped } of readFile(file, config, context, options)) {
    const rows = records.length + rejects.length;
    const [first] = rejects;
    if (first !== undefined) {
      const all = records.length === 0;
      return {
        level: all ? 'error' : 'warning',
        message: `${file.name}: ${all ? 'none' : `${records.length}`} of the first ${rows} rows can be read; ${first.place}: ${first.reason}`,
        mend: 'Correct the mapping or the row; `goalstream dead-letters list` shows such rows after a sync.',
      };
    }
    const left = skipped === 0 ? '' : `, ${skipped} are left out by \`where\` or \`skip\``;
    const message = `${file.name}: has every column that is mapped; the first ${rows} rows can be read${left}`;
    return { level: 'ok', message };
  }
  return { level: 'ok', message: `${file.name}: has every column that is mapped` };
}

function asFinding(error: unknown): CheckFinding {
  if (!(error instanceof SourceError)) throw error;
  return { level: 'error', message: error.message, mend: error.mend };
}
