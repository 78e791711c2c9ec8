import { readFile } from 'node:fs/promises';
import {
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  None,
  refreshTokenGrant,
} from 'openid-client';
import { Agent, type Dispatcher, ProxyAgent, fetch as undiciFetch } from 'undici';
import { proxyFor } from '../../core/network/proxy-for.ts';
import type { CredentialOptions } from './credentials.ts';
import type { StoredLogin } from './oidc-login.ts';

export interface IssuedTokens {
  /** Empty when the issuer gave none. */
  readonly idToken: string;
  readonly refreshToken: string;
}

/** Exchanges a refresh token for an ID token with the issuer that the login names. */
export async function askIssuer(
  login: StoredLogin,
  { environment, extraAuthority }: Pick<CredentialOptions, 'environment' | 'extraAuthority'>,
): Promise<IssuedTokens> {
  const dispatcher = openDispatcher(login, await readAuthority(login, extraAuthority), environment);
  const fetchHere = ((url: string, options: object) =>
    undiciFetch(url, { ...options, dispatcher })) as never;
  try {
    const found = await discovery(new URL(login.issuer), login.clientId, undefined, None(), {
      [customFetch]: fetchHere,
    });
    const metadata = found.serverMetadata();
    const methods = metadata.token_endpoint_auth_methods_supported;
    const proof = chooseProof(login.clientSecret, methods);
    const client = new Configuration(metadata, login.clientId, undefined, proof);
    client[customFetch] = fetchHere;
    const tokens = await refreshTokenGrant(client, login.refreshToken);
    return {
      idToken: tokens.id_token ?? '',
      refreshToken: tokens.refresh_token ?? login.refreshToken,
    };
  } finally {
    await dispatcher.destroy();
  }
}

// Basic is the standard's default, for issuers that do not say what they take.
function chooseProof(secret: string, methods: readonly string[] = ['client_secret_basic']) {
  if (secret === '') return None();
  return methods.includes('client_secret_basic')
    ? ClientSecretBasic(secret)
    : ClientSecretPost(secret);
}

async function readAuthority(
  { authorityFile, authorityData }: StoredLogin,
  extra: string | undefined,
): Promise<string | undefined> {
  if (authorityFile === '' && authorityData === '') return undefined;
  const own =
    authorityData === ''
      ? await readFile(authorityFile, 'utf8')
      : Buffer.from(authorityData, 'base64').toString();
  return extra === undefined ? own : `${own}\n${extra}`;
}

function openDispatcher(
  { issuer }: StoredLogin,
  ca: string | undefined,
  environment: CredentialOptions['environment'],
): Dispatcher {
  const trust = ca === undefined ? {} : { ca };
  const uri = proxyFor(issuer, environment);
  if (uri === undefined) return new Agent({ connect: trust });
  return new ProxyAgent({ uri, requestTls: trust });
}
