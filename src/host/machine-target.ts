import { machineNamespace } from '../core/agent-protocol/control.ts';
import { stoppedStatus } from '../core/agent-protocol/host-pod.ts';
import type { Manifest } from '../core/manifest.ts';
import { renderHost } from '../core/render/host.ts';
import type { Target, TargetAddress } from '../core/target.ts';
import type { AgentClient } from './agent-client.ts';
import type { AgentSession } from './agent-session.ts';
import { askListener } from './ask-listener.ts';
import { checkLaunch, type LaunchChecks } from './check-launch.ts';
import type { Folders } from './folders.ts';
import { followHost } from './follow-host.ts';
import { type MachineAccess, machineEndpoint, machineUrl } from './machine-endpoint.ts';
import { openMachineObjects, readDesired } from './machine-objects.ts';
import { listMachineReleases, openMachineRecords } from './machine-records.ts';
import { type RunLogs, readRunLog, streamRunLog } from './read-run-log.ts';
import { openVersionedFiles, type VersionedFiles } from './versioned-files.ts';

export interface MachineOptions {
  readonly folders: Folders;
  readonly session: AgentSession;
  readonly access: MachineAccess;
  readonly checks: LaunchChecks;
  readonly clock: MachineClock;
  /** Ends everything that is under way. */
  readonly signal: AbortSignal | undefined;
}

export interface MachineClock {
  readonly now: () => number;
  readonly sleep: RunLogs['sleep'];
}

const namespace = machineNamespace;

/** The port that actions speak to, over this machine: a folder of the user and the agent. */
export function createMachineTarget(options: MachineOptions): Target {
  const { folders, session, access, clock } = options;
  const { now, sleep } = clock;
  const recordFiles = openVersionedFiles(folders.records);
  const desired = openVersionedFiles(folders.desired);
  const records = openMachineRecords({ files: recordFiles, now });
  const objects = openMachineObjects({ files: desired, namespace, now, randomId });
  const runLogs = { folders, session, sleep };
  const address: TargetAddress = { kind: 'machine', namespace };
  const tellAgent = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change;
    await session.sync();
    return result;
  };
  return {
    address,
    ...records,
    listReleases: async () =>
      await listMachineReleases(recordFiles, {
        namespace,
        urlOf: () => machineUrl(access),
        deployments: await withStatuses(await readDesired(desired), session),
      }),
    render: (release, resolved, runtime) => renderHost({ release, namespace, resolved, runtime }),
    endpoint: (_, served) => machineEndpoint(served, access),
    compare: async (manifest, apply) =>
      await checkLaunch(await objects.compare(manifest, apply), options.checks),
    apply: async (manifest, apply) => await tellAgent(objects.apply(manifest, apply)),
    read: async (ref) => {
      const found = await objects.read(ref);
      return found && (await withStatuses([found], session))[0];
    },
    listObjects: async (kind, release) =>
      kind.kind === 'Pod'
        ? ((await session.objects(release)) ?? []).filter((object) => object.kind === 'Pod')
        : await withStatuses(await objects.listObjects(kind, release), session),
    nodes: async () => [],
    autoscalersOf: async () => [],
    attend: async () => await session.sync(),
    remove: async (ref, uid) => {
      const outcome = await objects.remove(ref, uid);
      // Who deletes one release does not ask for the others that somebody has stopped.
      await session.ask((agent) => agent.sync());
      return outcome;
    },
    createNamespace: async () => 'existed',
    facts: (release, signal) => {
      const meet = async () => await meetFor(release, desired, session);
      return followHost(release, { meet, lose: (gone) => session.lose(gone) }, signal);
    },
    ask: async (question) => {
      const answer = () => askListener(question, access, options.signal);
      // Its listener goes with an agent that dies. Without an agent the refusal says why.
      return (await session.ask(answer)) ?? (await answer());
    },
    logs: async (request) => await readRunLog(runLogs, request),
    streamLog: (request, signal) => streamRunLog(runLogs, request, signal),
    close: async () => await session.close(),
  };
}

// What is not wanted any more needs no agent that somebody has stopped.
async function meetFor(
  release: string,
  desired: VersionedFiles,
  session: AgentSession,
): Promise<AgentClient | undefined> {
  const wanted = await readDesired(desired);
  const isWanted = wanted.some(({ metadata }) => metadata.name === release);
  return await (isWanted ? session.reach() : session.find());
}

// What is wanted lies in the folder; what became of it only the agent knows.
async function withStatuses(
  wanted: readonly Manifest[],
  session: AgentSession,
): Promise<readonly Manifest[]> {
  if (wanted.length === 0) return [];
  const [only] = wanted.length === 1 ? wanted : [];
  const live = await session.objects(only?.metadata.name);
  if (live === undefined) return wanted.map((manifest) => ({ ...manifest, status: stoppedStatus }));
  return wanted.map((manifest) => {
    const { uid } = manifest.metadata;
    const seen = live.find(({ kind, metadata }) => kind === 'Deployment' && metadata.uid === uid);
    return seen === undefined ? manifest : { ...manifest, status: seen.status };
  });
}

function randomId(): string {
  return crypto.randomUUID();
}
