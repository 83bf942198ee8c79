import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { toStoreError } from '../../pipeline/store/store-error.ts';

function failed(message: string, code: string, type: string): string {
  return toStoreError(new ClickHouseError({ message, code, type })).message;
}

test('a damaged file of a part is told with the way out, whatever found it', () => {
  const reading = 'Unknown codec family code: 0: While reading /d/store/data/x/1_1_0/primary.cidx';
  expect(failed(reading, '432', 'UNKNOWN_CODEC')).toMatch(/damaged. Fix: run goalstream repair/);
  const checksum = "Checksum doesn't match: (while reading from part /var/lib/store/2024_1_1_0)";
  expect(failed(checksum, '40', 'CHECKSUM_DOESNT_MATCH')).toMatch(/goalstream repair/);
});

test('a statement that can not be read is no damage', () => {
  expect(failed('Cannot read all data', '33', 'CANNOT_READ_ALL_DATA')).toMatch(/^ClickHouse: /);
  expect(failed('in part a of the query', '62', 'SYNTAX_ERROR')).toMatch(/^ClickHouse: /);
});
