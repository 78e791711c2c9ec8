import { readFile } from 'node:fs/promises';
import { describeCause } from '../../errors/describe-cause.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Access, ClientCertificate } from '../kubeconfig/access.ts';
import type { Timing } from '../timing.ts';
import { createOidcCredentials } from './oidc-credentials.ts';
import { createPluginCredentials } from './plugin-credentials.ts';

/** What proves who we are: an `Authorization` value, a certificate, both or neither. */
export interface Credential {
  readonly authorization: string | undefined;
  readonly certificate: ClientCertificate | undefined;
}

export interface Credentials {
  /** The credential of this moment, read or fetched anew where its time is over. */
  current(): Promise<Credential>;
  /** After `rejected` was answered by 401: true when another credential is worth one more try. */
  renew(rejected: Credential): Promise<boolean>;
}

export type Aside = <Result>(work: () => Promise<Result>) => Promise<Result>;

export interface CredentialOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True when a person can answer what a plugin asks. */
  readonly isInteractive: boolean;
  /** Runs what asks at the terminal, while nothing else is drawn there. */
  readonly aside?: Aside | undefined;
  readonly timing: Timing;
  /** PEM of authorities to trust besides those of a login's issuer. */
  readonly extraAuthority?: string | undefined;
  /** Ends a plugin that is still running. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Picks the way of proving by client-go's order: a token file beats a token, and a plugin only
 * runs when the user has neither token, password nor certificate. Without TLS nothing is proven,
 * because everybody on the way could read it.
 */
export function createCredentials(access: Access, options: CredentialOptions): Credentials {
  const { user, certificate, origin } = access;
  if (!origin.startsWith('https:')) return constant({ authorization: undefined, certificate });
  if (user.tokenFile !== '') return createTokenFileCredentials(access, options.timing);
  if (user.token !== '') return constant({ authorization: `Bearer ${user.token}`, certificate });
  if (user.username !== '') {
    const pair = Buffer.from(`${user.username}:${user.password}`).toString('base64');
    return constant({ authorization: `Basic ${pair}`, certificate });
  }
  if (user.plugin !== undefined && certificate === undefined) {
    return createPluginCredentials({ ...options, access, plugin: user.plugin });
  }
  if (user.authProvider?.name === 'oidc') return createOidcCredentials(access, options);
  return constant({ authorization: undefined, certificate });
}

function constant(credential: Credential): Credentials {
  return { current: async () => credential, renew: async () => false };
}

const tokenFileLifetime = 60_000;

// Kubernetes rotates the tokens of pods in place, so the file is read again every minute.
function createTokenFileCredentials(access: Access, timing: Timing): Credentials {
  let known: Credential | undefined;
  let readAt = 0;
  const read = async (): Promise<Credential> => {
    const token = await readToken(access);
    if (known?.authorization !== `Bearer ${token}`) {
      known = { authorization: `Bearer ${token}`, certificate: access.certificate };
    }
    readAt = timing.now();
    return known;
  };
  return {
    current: async () => {
      const isFresh = known !== undefined && timing.now() - readAt < tokenFileLifetime;
      return isFresh && known !== undefined ? known : await read();
    },
    renew: async (rejected) => (await read()) !== rejected,
  };
}

async function readToken({ context, user }: Access): Promise<string> {
  let fact = 'is empty';
  try {
    const token = (await readFile(user.tokenFile, 'utf8')).trim();
    if (token !== '') return token;
  } catch (thrown) {
    if (user.token !== '') return user.token;
    fact = `cannot be read: ${describeCause(thrown)}`;
  }
  const subject = context === undefined ? "this pod's service account" : `context \`${context}\``;
  throw new LlmkubeError('KUBECONFIG_INVALID', `Cannot use ${subject}: \`tokenFile\` ${fact}`, {
    facts: { path: user.tokenFile },
  });
}
