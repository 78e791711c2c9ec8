import type * as z from 'zod';
import type { Network } from './network-schema.ts';
import { type EngineOptions, optionsOf, type RuntimeSpec } from './runtime-schema.ts';
import { type FieldProblem, tellProblems } from './tell-problems.ts';

/** What lets in whoever is outside of the cluster. */
const waysIn = [
  { path: ['service', 'type'], isOpen: ({ service }: Network) => isOutside(service?.type) },
  { path: ['ingress'], isOpen: ({ ingress }: Network) => ingress !== undefined },
  { path: ['route'], isOpen: ({ route }: Network) => route !== undefined },
] as const;

const open =
  'is open to whoever is outside of the cluster: name a Secret with a key in `network.apiKeySecret`, or write `network.unauthenticated: allow`';

/**
 * Refuses a way in from outside that asks for no key, and a key that the engine would not ask for.
 * The parts of an intent that has errors of form too may be of any type.
 */
export function checkExposure(runtimes: readonly RuntimeSpec[]) {
  return (intent: unknown, context: z.RefinementCtx): void => {
    const { network, runtime } = Object(intent);
    const own = runtimes.find(({ name }) => name === Object(runtime).kind);
    const problems = [...keyProblems(Object(network)), ...engineProblems(intent, own)];
    tellProblems(problems, context);
  };
}

function keyProblems(network: Network): readonly FieldProblem[] {
  const { apiKeySecret, unauthenticated } = network;
  const ways = waysIn.filter(({ isOpen }) => isOpen(network));
  if (unauthenticated === undefined) {
    if (apiKeySecret !== undefined) return [];
    return ways.map(({ path }) => ({ path: ['network', ...path], message: open }));
  }
  const path = ['network', 'unauthenticated'];
  if (apiKeySecret !== undefined) {
    return [{ path, message: 'has no effect beside `network.apiKeySecret`' }];
  }
  const message = 'has no effect: nobody outside of the cluster is let in';
  return ways.length === 0 ? [{ path, message }] : [];
}

function engineProblems(intent: unknown, own: RuntimeSpec | undefined): readonly FieldProblem[] {
  const { network, runtime } = Object(intent);
  if (own === undefined || Object(network).apiKeySecret === undefined) return [];
  const options: EngineOptions = optionsOf(runtime);
  const variable = own.keyVariable?.(options);
  if (variable === undefined) {
    const why =
      own.keyVariable === undefined
        ? `the runtime \`${own.name}\` is given no key`
        : `\`runtime.${own.name}.apiKeyVariable\` does not say how the engine reads it`;
    return [{ path: ['network', 'apiKeySecret'], message: `has no effect: ${why}` }];
  }
  const unguarded = unguardedProblems(Object(network), own);
  const taken = [variable, ...Object.keys(own.besideKey ?? {})].filter((name) =>
    Object.hasOwn(Object(runtime.env), name),
  );
  const message = 'is what `network.apiKeySecret` sets';
  return [...unguarded, ...taken.map((name) => ({ path: ['runtime', 'env', name], message }))];
}

function unguardedProblems(
  network: Network,
  { name, guardedPath }: RuntimeSpec,
): readonly FieldProblem[] {
  if (guardedPath === undefined) return [];
  const why = `the runtime \`${name}\` asks for its key below ${guardedPath} alone`;
  const paths = (['ingress', 'route'] as const).filter((way) => {
    const own = network[way];
    return own !== undefined && !String(own.path ?? '/').startsWith(guardedPath);
  });
  const service = isOutside(network.service?.type)
    ? [{ path: ['network', 'service', 'type'], message: `lets in more than the API, and ${why}` }]
    : [];
  return [
    ...paths.map((way) => ({
      path: ['network', way, 'path'],
      message: `has to be ${guardedPath} or below it: ${why}`,
    })),
    ...service,
  ];
}

function isOutside(type: unknown): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}
