import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

// All runs of this machine live below this one folder, each in a folder named by its slot.
// Others there are on their way in (claim-...) or out (trash-...) and name who moves them.
const runsFolder = '/var/tmp/llmkube-test';
const slotCount = 250;
const previousSlotFile = join(runsFolder, 'previous-slot');
const recordName = 'run.json';

/** One cluster's share of the machine. Everything that has a name on the host carries the slot. */
export interface ClusterRun {
  readonly slot: number;
  readonly folder: string;
  /** The network card on the host that leads into the run. */
  readonly link: string;
  /** The folder of that name in every cgroup hierarchy. */
  readonly cgroup: string;
  /** The first three numbers of its subnet, which is a /24. */
  readonly subnet: string;
}

/** Who a run belongs to, kept in its folder. */
export interface RunRecord {
  /** The process that started the run. A run that is not persistent ends with it. */
  readonly owner: ProcessIdentity;
  readonly persistent: boolean;
  /** The first process of the run's namespaces, as soon as there is one. */
  readonly sandbox?: ProcessIdentity;
}

/** Takes a free slot for this process. Two processes never get the same one. */
export async function claimRun(persistent: boolean): Promise<ClusterRun> {
  const owner = identifyMyself();
  const claim = await makePassingFolder('claim');
  writeRecord(claim, { owner, persistent });
  const previous = readPreviousSlot();
  for (let step = 0; step < slotCount; step++) {
    const run = describeRun(((previous + step) % slotCount) + 1);
    if (isSubnetTaken(run.subnet) || !(await moveFolder(claim, run.folder))) continue;
    writeFileSync(previousSlotFile, String(run.slot));
    return run;
  }
  await rm(claim, { recursive: true, force: true });
  throw new Error(`All ${slotCount} places for clusters below ${runsFolder} are taken`);
}

/** Frees the slot at once and then removes the run's folder. */
export async function releaseRun(run: ClusterRun): Promise<void> {
  const trash = await makePassingFolder('trash');
  await rename(run.folder, join(trash, String(run.slot)));
  await rm(trash, { recursive: true, force: true });
}

/** Every run that has a folder, of the living and of the dead. */
export function listRuns(): ClusterRun[] {
  return folderNames()
    .filter((name) => /^\d+$/.test(name))
    .map((name) => describeRun(Number(name)));
}

/** Whether somebody still uses the run. */
export function isRunAlive(run: ClusterRun): boolean {
  const record = readRecord(run);
  if (!record) return false;
  const keeper = record.persistent ? record.sandbox : undefined;
  return isAlive(record.owner) || (keeper !== undefined && isAlive(keeper));
}

/** The record in a run's folder, or undefined when there is none to read. */
export function readRecord({ folder }: ClusterRun): RunRecord | undefined {
  const file = join(folder, recordName);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Remembers the first process of the run's namespaces. */
export function recordSandbox(run: ClusterRun, sandbox: ProcessIdentity): void {
  const record = readRecord(run);
  if (!record) throw new Error(`${run.folder} has lost its record`);
  writeRecord(run.folder, { ...record, sandbox });
}

/** Removes the folders that a dead process was moving in or out. */
export async function removeDeadPassingFolders(): Promise<void> {
  for (const name of folderNames()) {
    const [, pid, startTime] = /^(?:claim|trash)-(\d+)-(\d+)-/.exec(name) ?? [];
    if (!startTime || isAlive({ pid: Number(pid), startTime })) continue;
    await rm(join(runsFolder, name), { recursive: true, force: true });
  }
}

function describeRun(slot: number): ClusterRun {
  return {
    slot,
    folder: join(runsFolder, String(slot)),
    link: `llmkube${slot}`,
    cgroup: `llmkube-test-${slot}`,
    subnet: `10.213.${slot}`,
  };
}

function identifyMyself(): ProcessIdentity {
  const myself = identifyProcess(process.pid);
  if (!myself) throw new Error('This process does not find itself in /proc');
  return myself;
}

async function makePassingFolder(kind: 'claim' | 'trash'): Promise<string> {
  const { pid, startTime } = identifyMyself();
  await mkdir(runsFolder, { recursive: true });
  return await mkdtemp(join(runsFolder, `${kind}-${pid}-${startTime}-`));
}

// Slots are given out in turn, so that the names of a run are not soon another's.
function readPreviousSlot(): number {
  if (!existsSync(previousSlotFile)) return 0;
  return Number.parseInt(readFileSync(previousSlotFile, 'utf8'), 10) || 0;
}

function isSubnetTaken(subnet: string): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((card) => card ?? []);
  return addresses.some(({ address }) => address.startsWith(`${subnet}.`));
}

// A folder that holds something cannot be replaced: that makes taking a slot atomic.
async function moveFolder(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

function folderNames(): string[] {
  return existsSync(runsFolder) ? readdirSync(runsFolder) : [];
}

// Written beside and moved, so that a reader sees the old record or the new one.
function writeRecord(folder: string, record: RunRecord): void {
  const file = join(folder, recordName);
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}
