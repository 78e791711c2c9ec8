import type { AgentEntry } from '../core/agent-protocol/agent-entry.ts';
import { estimateMemory } from '../core/fit/estimate-memory.ts';
import { checkNames, type DoctorCheck, type DoctorResult } from '../core/machine/doctor-result.ts';
import { installAdvice, type Platform, releasePage } from '../core/machine/install-advice.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { FoundEngine } from '../host/find-engine.ts';
import type { FolderRoom } from '../host/folder-room.ts';
import type { PortState } from '../host/look-at-port.ts';
import type { MemoryFacts } from '../host/memory.ts';

/** This machine as the doctor sees it; what is in the way is thrown as a `LlmkubeError`. */
export interface Machine {
  readonly platform: () => Promise<Platform>;
  readonly engine: () => Promise<FoundEngine>;
  readonly memory: () => Promise<MemoryFacts>;
  readonly accelerators: () => Promise<readonly string[]>;
  readonly folder: (which: 'state' | 'cache') => Promise<FolderRoom>;
  /** The agent, if one runs; none is started. */
  readonly agent: () => Promise<Pick<AgentEntry, 'version' | 'pid' | 'listener'> | undefined>;
  /** Where the OpenAI API would listen, and whether it could. */
  readonly port: () => Promise<{ readonly port: number; readonly state: PortState }>;
}

type Finding = Omit<DoctorCheck, 'name'>;

const looks: Readonly<Record<DoctorCheck['name'], (machine: Machine) => Promise<Finding>>> = {
  engine: checkEngine,
  memory: checkMemory,
  accelerators: checkAccelerators,
  state: (machine) => checkFolder(machine, 'state'),
  cache: (machine) => checkFolder(machine, 'cache'),
  agent: checkAgent,
  port: checkPort,
};

/** Looks at everything that a deploy on this machine needs, and says what is in the way. */
export async function doctor(machine: Machine): Promise<DoctorResult> {
  const checks = await Promise.all(
    checkNames.map(async (name) => ({ name, ...(await look(name, machine)) })),
  );
  return { isReady: checks.every(({ status }) => status !== 'failed'), checks };
}

async function look(name: DoctorCheck['name'], machine: Machine): Promise<Finding> {
  try {
    return await looks[name](machine);
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    const { message, code, suggestions } = error;
    const [fix] = suggestions;
    return { status: 'failed', what: message, code, ...(fix === undefined ? {} : { fix }) };
  }
}

async function checkEngine({ engine, platform }: Machine): Promise<Finding> {
  try {
    const { program, version } = await engine();
    const what = `llama-server ${version.text}, ${program.file}`;
    return { status: 'ok', what, path: program.file, version: version.text };
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    const { code, message, suggestions } = error;
    const fixes: Partial<Record<typeof code, string>> = {
      ENGINE_NOT_FOUND: installAdvice(await platform()),
      // What is installed is what the system's package has: a newer one is elsewhere.
      ENGINE_TOO_OLD: `unpack a release from ${releasePage} and name its llama-server by LLMKUBE_LLAMA_SERVER`,
    };
    const fix = fixes[code] ?? suggestions[0];
    return { status: 'failed', what: message, code, ...(fix === undefined ? {} : { fix }) };
  }
}

async function checkMemory({ memory }: Machine): Promise<Finding> {
  const { availableBytes, totalBytes, isLimited } = await memory();
  const least = estimateMemory({ fileBytes: 0, contextLength: 0 });
  const limit = isLimited ? ', which is a limit of this session' : '';
  const what = `${formatBytes(availableBytes)} available of ${formatBytes(totalBytes)}${limit}`;
  const status = availableBytes < least ? 'failed' : 'ok';
  return { status, what, availableBytes, totalBytes };
}

async function checkAccelerators({ accelerators }: Machine): Promise<Finding> {
  const names = await accelerators();
  return { status: 'ok', what: names.length === 0 ? 'none seen' : names.join(', ') };
}

const leastBytes = { state: 16 * 1024 ** 2, cache: 1024 ** 3 };

// Weights may come from a file that is there already, records always need room.
const withoutRoom = { state: 'failed', cache: 'warning' } as const;

async function checkFolder({ folder }: Machine, which: 'state' | 'cache'): Promise<Finding> {
  const { path, availableBytes } = await folder(which);
  const isTight = availableBytes < leastBytes[which];
  return {
    status: isTight ? withoutRoom[which] : 'ok',
    what: `${path}, ${formatBytes(availableBytes)} left on its disk`,
    path,
    availableBytes,
    ...(isTight ? { fix: `df -h ${quoteWord(path)}` } : {}),
  };
}

async function checkAgent({ agent }: Machine): Promise<Finding> {
  const found = await agent();
  if (found === undefined) {
    return { status: 'ok', what: 'none runs; the first deploy starts one' };
  }
  const { version, pid } = found;
  return { status: 'ok', what: `version ${version} runs, process ${pid}`, version, pid };
}

async function checkPort({ agent, port: lookAtPort }: Machine): Promise<Finding> {
  const { port, state } = await lookAtPort();
  const running = await agent();
  if (running !== undefined) {
    const at = running.listener.port;
    return { status: 'ok', what: `the agent listens on port ${at}`, port: at };
  }
  if (state.kind === 'free') return { status: 'ok', what: `port ${port} is free`, port };
  const fix = 'LLMKUBE_PORT chooses another port';
  if (state.kind === 'refused') {
    return { status: 'failed', what: `port ${port} cannot be used: ${state.why}`, port, fix };
  }
  const { process, user } = state.holder ?? {};
  const pid = process === undefined ? {} : { pid: process.pid };
  const holder =
    process === undefined
      ? `a program of ${user === undefined ? 'somebody' : `another user (uid ${user})`}`
      : `\`${process.name}\` (process ${process.pid})`;
  return { status: 'failed', what: `port ${port} is taken by ${holder}`, port, ...pid, fix };
}
