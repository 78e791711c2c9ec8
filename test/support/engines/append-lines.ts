import { openSync, writeSync } from 'node:fs';

// Appends numbered lines of a kilobyte to a file as an engine does, at most 20 MB a second:
// `append-lines.ts FILE COUNT`.

const [, , file = '', count = '0'] = process.argv;
const log = openSync(file, 'a');
const pause = new Int32Array(new SharedArrayBuffer(4));
for (let number = 1; number <= Number(count); number += 1) {
  writeSync(log, `line ${number} ${'x'.repeat(990)}\n`);
  if (number % 100 === 0) Atomics.wait(pause, 0, 0, 5);
}
