import path from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import type { SharedCluster } from './cluster/join-cluster.ts';
import { pollUntil } from './cluster/poll-until.ts';
import { SERVER_IMAGE_NAME } from './images/make-server-image.ts';

export interface LineInPod {
  readonly namespace: string;
  /** What somebody pastes into a shell. */
  readonly line: string;
  /** Addresses of host names that the pod knows, as there is no DNS in the cluster under test. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** A claim that is mounted at `/claim`. */
  readonly claim?: string;
}

/** Runs a line in the shell of a new pod, which then goes, and gives back what it wrote. */
export async function runLineInPod(cluster: SharedCluster, line: LineInPod): Promise<string> {
  const pods = `/api/v1/namespaces/${line.namespace}/pods`;
  await cluster.api.ask('POST', pods, podOf(line));
  const phase = await pollUntil({ what: `"${line.line}" to end`, seconds: 30 }, async () => {
    const { status } = await cluster.api.ask<V1Pod>('GET', `${pods}/line`);
    return /^(Succeeded|Failed)$/.exec(status?.phase ?? '')?.[0];
  });
  const said = await cluster.runKubectl(['logs', 'line', '--namespace', line.namespace]);
  await cluster.runKubectl(['delete', 'pod', 'line', '--namespace', line.namespace]);
  if (phase === 'Failed') throw new Error(`"${line.line}" failed: ${said}`);
  return said;
}

function podOf({ line, hosts = {}, claim }: LineInPod): V1Pod {
  const persistentVolumeClaim = { claimName: claim ?? '' };
  return {
    metadata: { name: 'line' },
    spec: {
      restartPolicy: 'Never',
      hostAliases: Object.entries(hosts).map(([name, ip]) => ({ ip, hostnames: [name] })),
      securityContext: { runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
      containers: [
        {
          name: 'main',
          image: SERVER_IMAGE_NAME,
          command: ['/bin/sh', '-c', line],
          ...(claim === undefined
            ? {}
            : { volumeMounts: [{ name: 'claim', mountPath: '/claim' }] }),
        },
      ],
      ...(claim === undefined ? {} : { volumes: [{ name: 'claim', persistentVolumeClaim }] }),
    },
  };
}

/** Runs a line in a shell of this machine, with the cluster's own kubectl first in the path. */
export async function runLineHere(cluster: SharedCluster, line: string): Promise<string> {
  const { stdout } = await execa('sh', ['-c', line], { env: shellEnvironment(cluster) });
  return stdout;
}

/** The same for a line that goes on until the running test has finished, once it said `ready`. */
export async function holdLineHere(
  cluster: SharedCluster,
  line: string,
  ready: RegExp,
): Promise<void> {
  // A group of its own, so that the shell's child ends with it.
  const shell = execa('sh', ['-c', line], {
    env: shellEnvironment(cluster),
    detached: true,
    reject: false,
    all: true,
  });
  let hasEnded = false;
  const ended = shell.then(() => {
    hasEnded = true;
  });
  onTestFinished(async () => {
    if (shell.pid !== undefined && !hasEnded) process.kill(-shell.pid);
    await ended;
  });
  let said = '';
  shell.all.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const failure = () => (hasEnded ? `The line ended: ${said}` : undefined);
  await pollUntil({ what: `"${line}" to say ${ready}`, seconds: 20, failure }, () =>
    ready.test(said),
  );
}

function shellEnvironment({ kubeconfig, kubectl }: SharedCluster): Record<string, string> {
  const { PATH = '' } = process.env;
  return { KUBECONFIG: kubeconfig, PATH: [path.dirname(kubectl), PATH].join(path.delimiter) };
}
