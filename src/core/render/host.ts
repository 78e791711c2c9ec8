import {
  fileToken,
  type Launch,
  type LaunchMemory,
  type LaunchWeights,
  launchTokens,
  literalArg,
} from '../agent-protocol/launch.ts';
import { defined } from '../defined.ts';
import { estimateMemory } from '../fit/estimate-memory.ts';
import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelsOf } from '../marks.ts';
import { type Resolved, totalBytes } from '../resolve/resolved.ts';
import type { Runtime } from '../runtime.ts';

export interface HostRenderInput {
  readonly release: string;
  readonly namespace: string;
  readonly resolved: Resolved;
  readonly runtime: Runtime;
}

/**
 * Turns a resolved release into what an agent reads: one object in the shape of a Deployment, with
 * a `Launch` where that of a cluster has its pod.
 */
export function renderHost(input: HostRenderInput): readonly Manifest[] {
  const { release, namespace, resolved } = input;
  const labels = labelsOf(release, 'server');
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: release,
        namespace,
        labels,
        annotations: { [annotationKeys.modelId]: resolved.modelId },
      },
      spec: {
        replicas: resolved.replicas,
        memory: memoryOf(resolved),
        template: { metadata: { labels }, spec: launch(input) },
      },
    },
  ];
}

// No argument of anybody holds a NUL, so these are told from every other word.
const stand = { weights: '\0weights', socket: '\0socket', file: '\0file' } as const;
const tokens = new Map<string, string>([
  [stand.weights, launchTokens.weights],
  [stand.socket, launchTokens.socket],
]);

function tokenOr(word: string): string {
  // A word may name several files, with something behind each.
  if (word.startsWith(stand.file)) {
    return word.replaceAll(/\0file(\d+)\0/g, (_, index) => fileToken(Number(index)));
  }
  return tokens.get(word) ?? literalArg(word);
}

function launch({ resolved, runtime }: HostRenderInput): Launch {
  const { model, files, network, env } = resolved;
  const places = {
    weights: stand.weights,
    socket: stand.socket,
    ...defined({ files: files?.map((_, index) => `${stand.file}${index}\0`) }),
  };
  return {
    runtime: runtime.name,
    modelId: resolved.modelId,
    weights: weightsOf(model),
    ...defined({ files: files?.map(({ at }) => weightsOf(at)) }),
    args: runtime.args(resolved, places).map(tokenOr),
    healthPath: healthPathOf(runtime, resolved),
    startupSeconds: resolved.startupSeconds,
    ...(network === undefined ? {} : { network }),
    ...(env === undefined ? {} : { env: textsOf(env) }),
  };
}

// An agent asks over a socket, where an open port tells nothing.
function healthPathOf(runtime: Runtime, resolved: Resolved): string {
  const { healthPath } = runtime.listening(resolved);
  if (healthPath !== undefined) return healthPath;
  throw new Error(`the runtime ${runtime.name} cannot be rendered for a host`);
}

// References are refused where there is nothing that they could refer to.
function textsOf(env: NonNullable<Resolved['env']>): Record<string, string> {
  const texts = Object.entries(env).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(texts);
}

function bytesOf({ fit, model, files = [], contextLength = 1 }: Resolved): number | undefined {
  if (fit !== undefined) return fit.places.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  const fileBytes = totalBytes([model, ...files.map(({ at }) => at)]);
  return fileBytes === undefined ? undefined : estimateMemory({ fileBytes, contextLength });
}

// The engines of hosts are always told how long a conversation can be.
function memoryOf(resolved: Resolved): LaunchMemory {
  const { contextLength = 1, memoryCheck } = resolved;
  const bytes = bytesOf(resolved);
  return {
    // Of a file whose size nobody knows the agent learns it when it is there.
    ...(bytes === undefined ? {} : { bytes }),
    contextLength,
    isEnforced: memoryCheck !== 'off',
  };
}

function weightsOf(model: Resolved['model']): LaunchWeights {
  switch (model.kind) {
    case 'file':
      return {
        kind: 'file',
        path: model.file,
        bytes: model.bytes,
        fingerprint: model.fingerprint,
      };
    case 'download': {
      const { url, bytes, sha256, folder, file, marker, s3 } = model;
      return {
        kind: 'download',
        url,
        folder,
        file,
        marker,
        ...(bytes === undefined ? {} : { bytes }),
        ...(sha256 === undefined ? {} : { sha256 }),
        ...(s3 === undefined ? {} : { region: s3.region }),
      };
    }
    default:
      throw new Error('neither a claim nor a repository can be rendered for a host');
  }
}
