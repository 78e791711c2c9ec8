import { type AgentOptions, runAgent } from '../../../src/agent/run-agent.ts';
import { agentOptions } from '../../../src/cli/serve-local.ts';

// node dying-agent.ts STEPS: the agent of this user, which kills itself when it has gone that many
// steps through its ports since it was ready. Says `ready` when it is.
const steps = Number(process.argv[2]);
const options = await agentOptions();
let isReady = false;
let gone = 0;

function step<Args extends readonly unknown[], Result>(work: (...args: Args) => Result) {
  return (...args: Args): Result => {
    if (isReady) gone += 1;
    if (isReady && gone >= steps) process.kill(process.pid, 'SIGKILL');
    return work(...args);
  };
}

const dying: Omit<AgentOptions, 'onReady' | 'signal'> = {
  ...options,
  say: step(options.say),
  findEngine: step(options.findEngine),
  getWeights: step(options.getWeights),
  randomSuffix: step(options.randomSuffix),
  memory: {
    availableBytes: step(options.memory.availableBytes),
    anonymousBytes: step(options.memory.anonymousBytes),
  },
  processes: {
    ...options.processes,
    look: step(options.processes.look),
    bootId: step(options.processes.bootId),
    isAlive: step(options.processes.isAlive),
  },
};

await runAgent({
  ...dying,
  onReady: () => {
    isReady = true;
    process.stdout.write('ready\n');
  },
  signal: new AbortController().signal,
});
