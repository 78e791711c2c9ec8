import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';

// A program that is started like an engine: `fake-engine.ts BEHAVIOUR[,BEHAVIOUR] --host SOCKET`.

const [, , asked = '', , socket = ''] = process.argv;
const behaviours = new Set(asked.split(','));

/** Ends with a status, after a line that says why. */
const failure = [...behaviours].find((name) => name.startsWith('exit'));
if (failure !== undefined) {
  writeSync(2, 'error loading model: the file is odd\n');
  process.exit(Number(failure.slice('exit'.length)));
}

if (behaviours.has('ignoresTerm')) process.on('SIGTERM', () => writeSync(1, 'SIGTERM ignored\n'));

/** A worker in the same group, which outlives its starter and every polite request. */
if (behaviours.has('worker')) {
  const code = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";
  const worker = spawn(process.execPath, ['--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  worker.stdout.once('data', () => writeSync(1, `worker ${worker.pid}\n`));
}

if (behaviours.has('tellsAll')) {
  writeSync(1, `${JSON.stringify({ env: process.env, argv: process.argv, cwd: process.cwd() })}\n`);
}

/** Writes 200 MB in lines of a hundred bytes within half a second. */
if (behaviours.has('floods')) {
  const line = `${'flood '.repeat(16)}end\n`;
  const block = Buffer.from(line.repeat(10_000));
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let written = 0; written < 200_000_000; written += block.length) {
    writeSync(1, block);
    Atomics.wait(pause, 0, 0, 2);
  }
  writeSync(1, 'flood is over\n');
}

const status = behaviours.has('loads') ? 503 : 200;
createServer((_question, answer) => {
  if (!behaviours.has('isMute')) answer.writeHead(status).end('{}');
}).listen(socket);
