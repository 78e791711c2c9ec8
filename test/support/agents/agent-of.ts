import { runAgent } from '../../../src/agent/run-agent.ts';
import { agentOptions } from '../../../src/cli/serve-local.ts';

// node agent-of.ts VERSION IDLE: the agent of this user, as a llmkube of that version, which ends
// after so many idle milliseconds. Says `ready` when it is, and in the end how it has ended.
const [, , version = '', idle = ''] = process.argv;
const end = await runAgent({
  ...(await agentOptions()),
  version,
  idleMilliseconds: Number(idle),
  onReady: () => void process.stdout.write('ready\n'),
  signal: new AbortController().signal,
});
process.stdout.write(`${end}\n`);
