import { becomeAgent } from '../../../src/host/elect-agent.ts';
import { identifyProcess } from '../../../src/host/process-identity.ts';
import { openVersionedFiles } from '../../../src/host/versioned-files.ts';

// A program: tries to become the agent once it is told to, prints how that went, and lives on
// until its input ends.
const [folder = ''] = process.argv.slice(2);
const identity = await identifyProcess(process.pid);
if (identity === undefined) throw new Error('this process does not find itself');
process.stdout.write('ready\n');
process.stdin.once('data', async () => {
  const election = await becomeAgent(openVersionedFiles(folder), {
    ...identity,
    socket: '/run/agent.sock',
    listener: { host: '127.0.0.1', port: 11500 },
    version: '1.0.0',
  });
  const agent = election.kind === 'elected' ? process.pid : election.agent.entry.pid;
  process.stdout.write(`${election.kind} ${agent}\n`);
});
