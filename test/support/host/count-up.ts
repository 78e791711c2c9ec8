import { openVersionedFiles } from '../../../src/host/versioned-files.ts';

// A program: adds one to the number in a file so many times, and prints what it has committed.
const [folder = '', times = '0'] = process.argv.slice(2);
const files = openVersionedFiles(folder);
for (let left = Number(times); left > 0; ) {
  const stored = await files.read('counter');
  const next = String(Number(stored?.text ?? '0') + 1);
  const outcome = await files.write('counter', next, stored?.version);
  if (outcome.kind === 'changed') continue;
  left -= 1;
  process.stdout.write(`${next}\n`);
}
