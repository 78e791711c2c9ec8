import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type ClusterRun, recordSandbox } from './cluster-run.ts';
import { describeEnd, logFile } from './component-log.ts';
import { identifyProcess } from './process-identity.ts';

/** The run's own process, mount and network namespaces. */
export interface Sandbox {
  readonly run: ClusterRun;
  /** Its first process, as the host counts. */
  readonly pid: number;
}

/** A sandbox in the hands of the process that started it, and ends with it. */
export interface OwnedSandbox extends Sandbox {
  /** Lets the sandbox live on when this process ends. */
  readonly keep: () => Promise<void>;
}

/** The program and arguments that run a command inside the sandbox. */
export function enter(
  { pid }: Sandbox,
  program: string,
  args: readonly string[],
): [string, string[]] {
  const flags = ['--target', String(pid), '--mount', '--net', '--pid', '--wd=/', '--'];
  return ['nsenter', [...flags, program, ...args]];
}

// What the kubelet would set on the whole machine. It leaves alone what has its value already,
// so inside the sandbox files with these values cover the real ones.
const sysctls: Readonly<Record<string, string>> = {
  'kernel/keys/root_maxbytes': '25000000',
  'kernel/keys/root_maxkeys': '1000000',
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
};

// Where Kubernetes, containerd and CNI write at places that no setting can change.
const privateFolders: Readonly<Record<string, string>> = {
  tmp: '/tmp',
  'var-lib': '/var/lib',
  'var-log': '/var/log',
};

/**
 * Starts the sandbox of a run. `binaries` maps names to folders, which are found inside at
 * bin/NAME of the run's folder. It ends with this process, however that ends.
 */
export async function startSandbox(
  run: ClusterRun,
  program: string,
  binaries: Readonly<Record<string, string>>,
): Promise<OwnedSandbox> {
  const binds = [
    ...(await binaryBinds(run, binaries)),
    ...(await sysctlBinds(run)),
    ...(await folderBinds(run)),
  ];
  await mkdir(join(run.folder, 'logs'), { recursive: true });
  const log = openSync(logFile(run, 'sandbox'), 'a');
  const flags = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--'];
  const child = spawn('unshare', [...flags, program, ...binds], {
    stdio: ['pipe', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  const pid = await firstLineAsNumber(run, child);
  const identity = identifyProcess(pid);
  if (!identity) throw new Error(describeEnd(run, 'sandbox'));
  recordSandbox(run, identity);
  letGo(child);
  return { run, pid, keep: () => keep(child) };
}

async function binaryBinds(run: ClusterRun, binaries: Readonly<Record<string, string>>) {
  const binds = Object.entries(binaries).map(([name, folder]) => {
    return { source: folder, target: join(run.folder, 'bin', name) };
  });
  for (const { target } of binds) await mkdir(target, { recursive: true });
  return binds.map(({ source, target }) => `${source}:${target}`);
}

async function sysctlBinds(run: ClusterRun): Promise<string[]> {
  const present = Object.entries(sysctls).filter(([name]) => existsSync(join('/proc/sys', name)));
  const folder = join(run.folder, 'sysctls');
  await mkdir(folder, { recursive: true });
  const binds = present.map(async ([name, value]) => {
    const file = join(folder, name.replaceAll('/', '.'));
    await writeFile(file, `${value}\n`);
    return `${file}:${join('/proc/sys', name)}`;
  });
  return await Promise.all(binds);
}

async function folderBinds(run: ClusterRun): Promise<string[]> {
  const binds = Object.entries(privateFolders).map(async ([name, target]) => {
    const folder = join(run.folder, name);
    await mkdir(folder, { recursive: true });
    return `${folder}:${target}`;
  });
  return await Promise.all(binds);
}

async function firstLineAsNumber(run: ClusterRun, child: ChildProcess): Promise<number> {
  const output = child.stdout;
  if (!output) throw new Error('The sandbox has no output');
  const [line] = await Promise.race([once(output, 'data'), once(child, 'exit')]);
  const pid = Number.parseInt(String(line), 10);
  output.destroy();
  if (child.exitCode !== null || !Number.isInteger(pid))
    throw new Error(describeEnd(run, 'sandbox'));
  return pid;
}

// Neither the process nor its open input keeps this process from ending.
function letGo(child: ChildProcess): void {
  child.unref();
  const input = child.stdin;
  if (input && 'unref' in input && typeof input.unref === 'function') input.unref();
}

async function keep(child: ChildProcess): Promise<void> {
  if (!child.stdin) return;
  child.stdin.end('keep');
  await finished(child.stdin);
}
