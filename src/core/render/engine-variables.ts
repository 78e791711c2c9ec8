import type { EnvironmentSource, EnvironmentValue } from '../intent/environment-schema.ts';
import { literal } from './container.ts';
import { type Storing, storeVariables, tokenVariables } from './engine-store.ts';
import { scratchRoot } from './weights.ts';

/**
 * The variables of the engine, ours and then those that are given in the order of their names: none
 * may refer to another one. Those that only say where to write give way to those that are given.
 */
export function engineVariables(storing: Storing, ours: Readonly<Record<string, string>>): object {
  const { env = {}, envFrom } = storing.resolved;
  const names = Object.keys(env).sort();
  const given = names.map((name) => ({ name, ...partsOf(env[name] ?? '') }));
  const places = { HOME: scratchRoot, ...storeVariables(storing) };
  return {
    env: [
      ...Object.entries(places)
        .filter(([name]) => !names.includes(name))
        .map(([name, value]) => ({ name, value: literal(value) })),
      ...Object.entries(ours).map(([name, value]) => ({ name, value: literal(value) })),
      ...tokenVariables(storing.resolved),
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
