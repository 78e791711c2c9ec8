import type { EngineRun } from '../../../src/agent/process/engine-process.ts';
import { startEngine } from '../../../src/agent/process/start-engine.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { processesHere } from '../../../src/host/processes/processes-here.ts';

// Stands for an agent: starts an engine, tells who it is, and waits to be killed.

const run: EngineRun = JSON.parse(process.argv[2] ?? '');
const start = await startEngine(run, {
  clock: systemClock,
  processes: processesHere(),
  environment: process.env,
  say: () => {},
  signal: new AbortController().signal,
});
if (start.kind === 'refused') throw new Error(start.why);
const { pid, startTime } = start.engine;
process.stdout.write(`${JSON.stringify({ pid, startTime })}\n`);
setInterval(() => {}, 60_000);
