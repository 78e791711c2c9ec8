import type { V1Container, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { OperatorModel } from './operator-spec.ts';
import type { OperatorPair } from './render-operator.ts';

/** Where the weights of a pod are, and who brings them there. */
export interface OperatorStorage {
  /** For llama-server. */
  readonly path: string;
  readonly volumes: readonly V1Volume[];
  readonly mount: V1VolumeMount;
  readonly initContainers: V1Container[];
}

export function operatorStorage(pair: OperatorPair, folder: string): OperatorStorage {
  const { model, service } = pair;
  const [, claim, file] = /^pvc:\/\/([^/]+)\/(.+)$/.exec(model.source) ?? [];
  if (claim !== undefined) return ofClaim(claim, file ?? '');
  const claimName = service.modelCache?.claimName ?? 'llmkube-model-cache';
  const isEphemeral = service.modelCache?.persistence === 'Ephemeral' || isWholeRepository(model);
  const sizeLimit = service.resources?.ephemeralStorage;
  const isSized = sizeLimit !== undefined && service.modelCache?.persistence === 'Ephemeral';
  const volume: V1Volume = isEphemeral
    ? { name: 'model-storage', emptyDir: isSized ? { sizeLimit } : {} }
    : { name: 'model-cache', persistentVolumeClaim: { claimName } };
  const mount = { name: volume.name, mountPath: '/models' };
  const name = model.files?.[0] ?? `${pair.modelName}.gguf`;
  const path = `/models/${folder}/${name}`;
  return {
    path,
    volumes: [volume],
    mount: { ...mount, readOnly: true },
    initContainers: [
      ...(isEphemeral ? [] : [{ name: 'model-cache-prep' }]),
      { name: 'model-downloader', ...downloads(model, path), volumeMounts: [mount] },
    ],
  };
}

function ofClaim(claimName: string, file: string): OperatorStorage {
  const name = 'model-source';
  return {
    path: `/model-source/${file}`,
    volumes: [{ name, persistentVolumeClaim: { claimName, readOnly: true } }],
    mount: { name, mountPath: '/model-source', readOnly: true },
    initContainers: [],
  };
}

function downloads({ source, files, sourceSecretRef }: OperatorModel, path: string): object {
  const file = files?.[0];
  const from = file === undefined ? source : `${baseOf(source)}${file}`;
  return {
    env: [
      { name: 'MODEL_SOURCE', value: from },
      { name: 'CACHE_DIR', value: path.slice(0, path.lastIndexOf('/')) },
      { name: 'MODEL_PATH', value: path },
    ],
    ...(sourceSecretRef === undefined ? {} : { envFrom: [{ secretRef: sourceSecretRef }] }),
  };
}

// `hf://` and the pages of the hub were spelt out where there were files, a bare name was not.
function baseOf(source: string): string {
  const page = /^https:\/\/huggingface\.co\/([^/]+\/[^/]+)(?:\/tree\/(.+))?$/.exec(source);
  const [, repository, revision = 'main'] =
    page ?? /^hf:\/\/([^/@]+\/[^/@]+)(?:@(.+))?$/.exec(source) ?? [];
  return repository === undefined
    ? `${source}/`
    : `https://huggingface.co/${repository}/resolve/${revision}/`;
}

function isWholeRepository({ source, files = [] }: OperatorModel): boolean {
  return /^(hf:\/\/)?[^:/]+\/[^:/]+$/.test(source) && files.length === 0;
}
