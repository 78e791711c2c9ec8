import { describeCause } from '../../errors/describe-cause.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Access } from '../kubeconfig/access.ts';
import type { Credential, CredentialOptions, Credentials } from './credentials.ts';
import { readLogin, type StoredLogin } from './oidc-login.ts';

/** A token that ends so soon may end on the way; client-go allows for as much. */
const spareMilliseconds = 10_000;

/**
 * The `oidc` auth provider of a kubeconfig by client-go's rules: its ID token until that ends,
 * then a new one for the refresh token. kubectl writes the new one back; we keep it for this run.
 */
export function createOidcCredentials(access: Access, options: CredentialOptions): Credentials {
  const login = readLogin(access);
  let refreshToken = login.refreshToken;
  let known = issued(login.idToken, access);
  let renewing: Promise<Credential> | undefined;

  const renewOnce = async (): Promise<Credential> => {
    const tokens = await refresh(access, { ...login, refreshToken }, options);
    refreshToken = tokens.refreshToken;
    known = issued(tokens.idToken, access);
    return known.credential;
  };
  // Several requests need the credential at the same moment; the issuer is asked for all of them.
  const renew = async (): Promise<Credential> => {
    renewing ??= renewOnce().finally(() => {
      renewing = undefined;
    });
    return await renewing;
  };

  return {
    current: async () => {
      const isFresh = options.timing.now() < known.expiresAt - spareMilliseconds;
      return isFresh ? known.credential : await renew();
    },
    renew: async (rejected) => {
      if (known.credential === rejected) await renew();
      return true;
    },
  };
}

interface Issued {
  readonly credential: Credential;
  /** Milliseconds since the epoch; 0 for a token that says nothing of it. */
  readonly expiresAt: number;
}

function issued(idToken: string, { certificate }: Access): Issued {
  const authorization = idToken === '' ? undefined : `Bearer ${idToken}`;
  return { credential: { authorization, certificate }, expiresAt: expiryOf(idToken) };
}

// Only the API server can tell whether a token is genuine; here only its time is read.
function expiryOf(idToken: string): number {
  try {
    const payload = Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString();
    const { exp } = JSON.parse(payload) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1_000 : 0;
  } catch {
    // What is no token is renewed like one that has ended, without a word of it in an error.
    return 0;
  }
}

async function refresh(
  access: Access,
  login: StoredLogin,
  options: CredentialOptions,
): Promise<{ readonly idToken: string; readonly refreshToken: string }> {
  const { context = '' } = access;
  if (login.refreshToken === '') {
    throw unusable(context, 'its ID token has ended and there is no `refresh-token`');
  }
  const { askIssuer } = await import('./oidc-issuer.ts');
  try {
    const tokens = await askIssuer(login, options);
    if (tokens.idToken === '') throw unusable(context, 'the issuer gives no ID token');
    return tokens;
  } catch (thrown) {
    if (thrown instanceof LlmkubeError) throw thrown;
    throw unusable(context, `\`${login.issuer}\` gives no new ID token: ${wordsOf(thrown)}`);
  }
}

// An issuer's error has a code of the standard; its description may quote anything.
function wordsOf(thrown: unknown): string {
  if (thrown instanceof Error && 'error' in thrown) return describeCause(thrown.error);
  if (thrown instanceof Error && thrown.cause instanceof Error) return describeCause(thrown.cause);
  return describeCause(thrown);
}

function unusable(context: string, fact: string): LlmkubeError {
  return new LlmkubeError('UNAUTHENTICATED', `Cannot log in to context \`${context}\`: ${fact}`, {
    facts: { context, provider: 'oidc' },
  });
}
