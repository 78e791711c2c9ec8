import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pruneRunLogs } from '../../../src/agent/process/run-log.ts';

test('the logs of the two newest runs are kept, with their older parts, and nothing else is touched', () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // In the order in which they were written last: a run may be quiet for longer than its older part.
  const names = ['9-1.log', '9-1.log.1', '30-2.log.1', '30-2.log', '4-3.log.1.new', '4-3.log'];
  for (const [second, name] of [...names, 'notes.log'].entries()) {
    writeFileSync(join(folder, name), name);
    utimesSync(join(folder, name), second, second);
  }
  pruneRunLogs(folder);
  const kept = ['30-2.log', '30-2.log.1', '4-3.log', '4-3.log.1.new', 'notes.log'];
  expect(readdirSync(folder).toSorted()).toEqual(kept);
});
