import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { publicHub } from '../core/source/hub.ts';
import { redact } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { HubAccess } from '../models/hub-session.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The hub and the token that the environment names, by the rules of the hub's own client. */
export async function hubAccess(environment: Environment, home: string): Promise<HubAccess> {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN } = environment;
  const given = firstText(HF_TOKEN, HUGGING_FACE_HUB_TOKEN);
  return {
    endpoint: readEndpoint(environment.HF_ENDPOINT),
    token: given ?? (await readTokenFile(environment, home)),
  };
}

function readEndpoint(text: string | undefined): string {
  const endpoint = firstText(text)?.replace(/\/+$/, '') ?? publicHub;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isPlain = url !== undefined && url.username + url.password + url.search + url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return endpoint;
  throw new LlmkubeError(
    'INVALID_FIELD',
    `Cannot use \`HF_ENDPOINT\`: \`${redact(endpoint)}\` is not an http or https URL without a login`,
    { facts: { variable: 'HF_ENDPOINT' }, suggestions: [`HF_ENDPOINT=${publicHub}`] },
  );
}

async function readTokenFile(environment: Environment, home: string): Promise<string | undefined> {
  const { HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME } = environment;
  const cache = firstText(XDG_CACHE_HOME) ?? path.join(home, '.cache');
  const folder = firstText(HF_HOME) ?? path.join(cache, 'huggingface');
  try {
    return firstText(
      await readFile(firstText(HF_TOKEN_PATH) ?? path.join(folder, 'token'), 'utf8'),
    );
  } catch {
    // Most people have none, and what cannot be read is not shown to anybody.
    return undefined;
  }
}

// A header cannot hold a line break, and files end with one.
function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.map((text) => text?.trim()).find((text) => text !== undefined && text !== '');
}
