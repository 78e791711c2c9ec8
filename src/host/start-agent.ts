import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type AgentGreeting, agentGreetingSchema } from '../core/agent-protocol/control.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { type ErrorCode, errorCodes } from '../errors/codes.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Folders } from './folders.ts';
import { makePrivateFolder } from './make-private-folder.ts';

/** How this program is started. */
export interface OwnProgram {
  readonly file: string;
  readonly args: readonly string[];
}

const patienceMilliseconds = 20_000;

/**
 * Starts an agent that outlives this process, and resolves when it is ready or another one is. Its
 * output goes to the agent's log, but for the one line with which it says how its start went.
 */
export async function startAgent(
  folders: Folders,
  { file, args }: OwnProgram,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { logs, agentLog: logFile } = folders;
  await makePrivateFolder(logs);
  // For append: the agent cuts it while it writes there.
  const log = openSync(logFile, 'a', 0o600);
  const agent = spawn(file, [...args, 'metal', 'serve', '--local', '--background'], {
    detached: true,
    stdio: ['ignore', 'pipe', log],
    cwd: folders.state,
    env: environment,
  });
  closeSync(log);
  const greeting = await greetingOf(agent);
  agent.stdout?.destroy();
  agent.unref();
  if (greeting.kind === 'failed') throw asError(greeting.error, logFile);
}

async function greetingOf(agent: ChildProcess): Promise<AgentGreeting> {
  if (agent.stdout === null) throw new Error('the output of a child is no pipe');
  const { stdout } = agent;
  const ended = new Promise<AgentGreeting>((resolve) => {
    agent.once('error', (error) => resolve(failed(describeCause(error))));
    agent.once('exit', (code, signal) => resolve(failed(`it ended with ${signal ?? code}`)));
  });
  const limit = AbortSignal.timeout(patienceMilliseconds);
  const late = new Promise<AgentGreeting>((resolve) => {
    limit.addEventListener('abort', () => resolve(failed('it says nothing')));
  });
  const said = new Promise<AgentGreeting>((resolve) => {
    createInterface({ input: stdout }).once('line', (line) => resolve(readGreeting(line)));
  });
  const greeting = await Promise.race([said, ended, late]);
  agent.removeAllListeners();
  return greeting;
}

function readGreeting(line: string): AgentGreeting {
  try {
    return agentGreetingSchema.parse(JSON.parse(line));
  } catch {
    // Another version or another program.
    return failed('it says something that this llmkube does not know');
  }
}

function failed(why: string): AgentGreeting {
  const message = `Cannot start the agent of this machine: ${why}`;
  return { kind: 'failed', error: { code: 'AGENT_UNREACHABLE', message, suggestions: [] } };
}

function asError(
  { code, message, suggestions }: (AgentGreeting & { kind: 'failed' })['error'],
  logFile: string,
): LlmkubeError {
  const known = Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'AGENT_UNREACHABLE';
  return new LlmkubeError(known, message, {
    facts: { log: logFile },
    suggestions: suggestions.length > 0 ? suggestions : [`tail ${quoteWord(logFile)}`],
  });
}
