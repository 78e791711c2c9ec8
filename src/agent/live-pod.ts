import type { HostContainer, HostPod } from '../core/agent-protocol/host-pod.ts';
import type { ContainerState } from '../core/observe/objects.ts';

/** What a pod is from its start on. */
export type PodIdentity = Pick<HostPod, 'release' | 'name' | 'uid' | 'node' | 'createdAt'>;

type ContainerName = 'download' | 'server';

/** How a run of a container ended. */
export interface Ended {
  readonly run: string;
  readonly exitCode: number;
  /** As a kubelet words it: `Completed`, `Error`, `OOMKilled`. */
  readonly reason: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The last that it wrote. */
  readonly message: string;
}

const fresh: HostContainer = { restarts: 0, state: { waiting: {} }, isReady: false };

/** The pod of a release while it lives; each step is told to `onChange`. */
export class LivePod {
  readonly plan: string;
  readonly #onChange: () => void;
  #pod: HostPod;

  constructor(identity: PodIdentity, plan: string, onChange: () => void) {
    this.plan = plan;
    this.#onChange = onChange;
    this.#pod = { ...identity, server: fresh };
  }

  get view(): HostPod {
    return this.#pod;
  }

  /** The pod of an agent before this one had been started again so often. */
  recall(restarts: number): void {
    this.#set({ server: { ...this.#pod.server, restarts } });
  }

  waits(container: ContainerName, waiting: { reason?: string; message?: string }): void {
    const { lastState, ...before } = this.#pod[container] ?? fresh;
    const last = before.state.terminated === undefined ? lastState : before.state;
    this.#change(container, { ...before, ...withLast(last), state: { waiting }, isReady: false });
  }

  runs(container: ContainerName, run: string, startedAt: string): void {
    const before = this.#pod[container];
    const last = before?.state.terminated === undefined ? before?.lastState : before.state;
    const isAgain = last !== undefined;
    this.#change(container, {
      restarts: (before?.restarts ?? 0) + (isAgain ? 1 : 0),
      run,
      state: { running: { startedAt } },
      ...withLast(last),
      isReady: false,
    });
  }

  answers(): void {
    this.#set({ server: { ...this.#pod.server, isReady: true } });
  }

  ends(container: ContainerName, { run, ...ended }: Ended): void {
    const before = this.#pod[container] ?? fresh;
    const terminated = { ...ended, containerID: run };
    this.#change(container, { ...before, run, state: { terminated }, isReady: false });
  }

  /** The next start is a while away. */
  backsOff(milliseconds: number): void {
    const message = `the next start is in ${Math.ceil(milliseconds / 1000)} s`;
    this.waits('server', { reason: 'CrashLoopBackOff', message });
  }

  hasNoRoom(why: string | undefined): void {
    if (this.#pod.noRoom === why) return;
    const { noRoom: _, ...pod } = this.#pod;
    this.#replace(why === undefined ? pod : { ...pod, noRoom: why });
  }

  goes(deletedAt: string): void {
    this.#set({ deletedAt, server: { ...this.#pod.server, isReady: false } });
  }

  #change(container: ContainerName, state: HostContainer): void {
    this.#set({ [container]: state });
  }

  #set(change: Partial<HostPod>): void {
    this.#replace({ ...this.#pod, ...change });
  }

  #replace(pod: HostPod): void {
    this.#pod = pod;
    this.#onChange();
  }
}

function withLast(lastState: ContainerState | undefined): Pick<HostContainer, 'lastState'> {
  return lastState === undefined ? {} : { lastState };
}
