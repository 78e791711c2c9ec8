import type { RenderInput } from './render.ts';

/**
 * The same release, whose engine finds its API key in the variable that it reads: never in its
 * arguments, which everybody on the node sees.
 */
export function withKeyVariable(input: RenderInput): RenderInput {
  const { resolved, runtime } = input;
  const { apiKeySecret, options = {}, env } = resolved;
  const name = runtime.keyVariable?.(options);
  if (apiKeySecret === undefined || name === undefined) return input;
  const withKey = { ...env, ...runtime.besideKey, [name]: { secret: apiKeySecret } };
  return { ...input, resolved: { ...resolved, env: withKey } };
}
