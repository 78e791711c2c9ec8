import { keyVariables } from '../download/shell-signature.ts';
import type { Resolved } from './resolved.ts';

/** An object that a release uses and does not make. */
export interface Reference {
  readonly kind: 'PersistentVolumeClaim' | 'Secret' | 'ConfigMap' | 'ServiceAccount';
  readonly name: string;
  /** The key that has to be in it; without one any content will do. */
  readonly key?: string;
  /** The field of the intent that names it. */
  readonly field: string;
}

/** Everything of that kind: without one of them a pod waits for ever. */
export function referencesOf({
  model,
  files = [],
  cache,
  env = {},
  envFrom = [],
  pod,
  apiKeySecret,
  recycle,
}: Pick<
  Resolved,
  'model' | 'files' | 'cache' | 'env' | 'envFrom' | 'pod' | 'apiKeySecret' | 'recycle'
>): readonly Reference[] {
  const claim = 'PersistentVolumeClaim';
  const account = recycle?.serviceAccount;
  return [
    ...(account === undefined
      ? []
      : [
          {
            kind: 'ServiceAccount',
            name: account,
            field: 'rollout.recycle.serviceAccount',
          } as const,
        ]),
    ...(model.kind === 'claim'
      ? [{ kind: claim, name: model.claim, field: 'model.source' } as const]
      : []),
    ...(model.kind !== 'claim' && cache.claim !== undefined
      ? [{ kind: claim, name: cache.claim, field: 'cache.claim' } as const]
      : []),
    ...((model.kind === 'download' || model.kind === 'repository') &&
    model.tokenSecret !== undefined
      ? [{ kind: 'Secret', ...model.tokenSecret, field: 'model.tokenSecret' } as const]
      : []),
    ...keysOf([model, ...files.map(({ at }) => at)]),
    ...(apiKeySecret === undefined
      ? []
      : [{ kind: 'Secret', ...apiKeySecret, field: 'network.apiKeySecret' } as const]),
    ...Object.entries(env).flatMap(([name, value]): readonly Reference[] => {
      const field = `runtime.env.${name}`;
      if (typeof value === 'string' || 'field' in value) return [];
      return 'secret' in value
        ? [{ kind: 'Secret', ...value.secret, field }]
        : [{ kind: 'ConfigMap', ...value.configMap, field }];
    }),
    ...envFrom.map((source, index): Reference => {
      const field = `runtime.envFrom[${index}]`;
      return 'secret' in source
        ? { kind: 'Secret', name: source.secret, field }
        : { kind: 'ConfigMap', name: source.configMap, field };
    }),
    ...(pod?.pullSecrets ?? []).map((name, index): Reference => {
      return { kind: 'Secret', name, field: `pod.pullSecrets[${index}]` };
    }),
  ];
}

// One Secret has the keys of all, and those of a session are few.
function keysOf(all: readonly Resolved['model'][]): readonly Reference[] {
  const secrets = all.flatMap((file) => (file.kind === 'download' ? (file.s3?.secret ?? []) : []));
  return [...new Set(secrets)].flatMap((name) =>
    [keyVariables.id, keyVariables.secret].map((key): Reference => {
      return { kind: 'Secret', name, key, field: 'model.s3.secret' };
    }),
  );
}
