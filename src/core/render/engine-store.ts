import { createHash } from 'node:crypto';
import { acceleratorOf } from '../hardware/accelerator.ts';
import type { Resolved } from '../resolve/resolved.ts';
import type { Runtime } from '../runtime.ts';
import { authoritiesFile } from './authorities.ts';
import { scratchRoot, weightsRoot } from './weights.ts';

export interface Storing {
  readonly resolved: Resolved;
  readonly runtime: Pick<Runtime, 'keeps'>;
}

/** Whether the engine writes where the weights lie: into a cache, and never into a claim of others. */
export function writesToCache({ resolved, runtime }: Storing): boolean {
  return runtime.keeps !== undefined && resolved.model.kind !== 'claim';
}

/**
 * Variables that tell an engine where it may write, and how it reaches the hub that it fetches
 * from. What it compiles is kept apart by image and accelerator: of another one it would be wrong.
 */
export function storeVariables(storing: Storing): Readonly<Record<string, string>> {
  const { resolved, runtime } = storing;
  const { keeps } = runtime;
  if (keeps === undefined) return {};
  const root = writesToCache(storing) ? weightsRoot : scratchRoot;
  const compiled = `${root}/compiled/${keyOf(resolved)}`;
  return {
    XDG_CACHE_HOME: `${compiled}/xdg_cache_home`,
    ...Object.fromEntries(
      keeps.compiled.map((name) => [name, `${compiled}/${name.toLowerCase()}`]),
    ),
    // Where a name is looked for that is none of the system's users.
    USER: 'llmkube',
    HF_HOME: `${root}/huggingface`,
    ...keeps.variables,
    ...hubVariables(resolved),
  };
}

function hubVariables({ model, network = {} }: Resolved): Readonly<Record<string, string>> {
  if (model.kind !== 'repository') return {};
  const { authorities, proxy } = network;
  const trust = authorities === undefined ? undefined : authoritiesFile;
  const values = {
    HF_ENDPOINT: model.endpoint,
    SSL_CERT_FILE: trust,
    REQUESTS_CA_BUNDLE: trust,
    HTTPS_PROXY: proxy?.url,
    HTTP_PROXY: proxy?.url,
    NO_PROXY: proxy?.noProxy,
  };
  const said = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(said);
}

/** The token by which the engine fetches, where it does and one is named. */
export function tokenVariables({ model }: Pick<Resolved, 'model'>): readonly object[] {
  if (model.kind !== 'repository' || model.tokenSecret === undefined) return [];
  const { name, key } = model.tokenSecret;
  return [{ name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name, key } } }];
}

const keyLength = 8;

function keyOf(resolved: Resolved): string {
  return createHash('sha256')
    .update(JSON.stringify([resolved.image, acceleratorOf(resolved)]))
    .digest('hex')
    .slice(0, keyLength);
}
