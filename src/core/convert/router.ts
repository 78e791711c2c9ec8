import type { Facts } from './facts.ts';

/** The operator's word for llama.cpp that serves all models of a folder. */
export const routerKind = 'llamacpp-router';

export const ofRouter = 'the operator told its router nothing of it';

/** Where it looked for models, in a volume of the user. */
const folder = '/models';

interface Mounted {
  readonly source: string;
  /** The name of the volume, which others may mount too. */
  readonly volume: string;
}

/** The folder of a claim that was mounted there; a source names no whole claim. */
export function modelsOfRouter({ service }: Pick<Facts, 'service'>): Mounted | undefined {
  const { name, subPath = '', subPathExpr } = mountOf(service) ?? {};
  const volume = service.extraVolumes?.find((one) => one.name === name);
  const claim = Object(volume?.persistentVolumeClaim).claimName;
  if (typeof name !== 'string' || typeof claim !== 'string') return undefined;
  if (typeof subPath !== 'string' || subPathExpr !== undefined) return undefined;
  const inside = subPath.replace(/^\/+|\/+$/g, '');
  return inside === '' ? undefined : { source: `pvc://${claim}/${inside}`, volume: name };
}

function mountOf({
  extraVolumeMounts = [],
}: Facts['service']): Record<string, unknown> | undefined {
  return extraVolumeMounts.find(isOfModels);
}

function isOfModels({ mountPath }: Readonly<Record<string, unknown>>): boolean {
  return typeof mountPath === 'string' && mountPath.replace(/\/+$/, '') === folder;
}

/** The mounts that are left when the release mounts its models itself. */
export function mountsBeside({ runtime, service }: Facts): readonly object[] {
  const all = service.extraVolumeMounts ?? [];
  return runtime === routerKind ? all.filter((mount) => !isOfModels(mount)) : all;
}

/** The volumes that those mount. */
export function volumesBeside(facts: Facts): readonly object[] {
  const all = facts.service.extraVolumes ?? [];
  if (facts.runtime !== routerKind) return all;
  const { volume } = modelsOfRouter(facts) ?? {};
  const used = mountsBeside(facts).some((mount) => Reflect.get(mount, 'name') === volume);
  return used ? all : all.filter(({ name }) => name !== volume);
}
