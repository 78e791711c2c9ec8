import type { EnvironmentSource, EnvironmentValue } from '../intent/environment-schema.ts';
import type { Resolved } from '../resolve/resolved.ts';
import { literal } from './container.ts';

/** Where programs of any kind may write: the one folder that they can. */
const home = { name: 'HOME', value: '/tmp' };

/**
 * The variables of the engine, ours and then those that are given in the order of their names: none
 * may refer to another one.
 */
export function engineVariables(
  { env = {}, envFrom }: Pick<Resolved, 'env' | 'envFrom'>,
  ours: Readonly<Record<string, string>>,
): object {
  const names = Object.keys(env).sort();
  const given = names.map((name) => ({ name, ...partsOf(env[name] ?? '') }));
  return {
    env: [
      ...(names.includes(home.name) ? [] : [home]),
      ...Object.entries(ours).map(([name, value]) => ({ name, value: literal(value) })),
      ...given,
    ],
    ...(envFrom === undefined ? {} : { envFrom: envFrom.map(sourceOf) }),
  };
}

function partsOf(value: EnvironmentValue): object {
  if (typeof value === 'string') return { value: literal(value) };
  if ('secret' in value) return { valueFrom: { secretKeyRef: value.secret } };
  if ('configMap' in value) return { valueFrom: { configMapKeyRef: value.configMap } };
  return { valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: value.field } } };
}

function sourceOf(source: EnvironmentSource): object {
  const prefix = source.prefix === undefined ? {} : { prefix: source.prefix };
  return 'secret' in source
    ? { ...prefix, secretRef: { name: source.secret } }
    : { ...prefix, configMapRef: { name: source.configMap } };
}
