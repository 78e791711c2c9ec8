import type { ServerResponse } from 'node:http';
import { sendJson } from '../cluster/replies.ts';
import { type Heard, startScriptedServer } from '../cluster/scripted-server.ts';
import { serverCertificate } from '../cluster/test-certificates.ts';

export interface OidcIssuer {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** The config of a kubeconfig's `oidc` provider, with further or other fields. */
  readonly config: (changes?: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** What the token endpoint answers instead of tokens. */
  readonly say: (status: number, body: object) => void;
}

/** An ID token that nobody signed; `exp` is in seconds since the epoch. */
export function idToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', kid: '1' })}.${part(claims)}.c2lnbmVk`;
}

/** One whose time is over. */
export const ended = idToken({ sub: 'ann', exp: 1_700_000_000 });
const inTwoHours = () => Math.floor(Date.now() / 1_000) + 7_200;

/** One that lasts longer than anybody will run this. */
export const lasting = idToken({ sub: 'ann', exp: 4_000_000_000 });

/**
 * An issuer of OpenID Connect on real TLS until the running test has finished. It exchanges the
 * refresh token `refresh-1` of the client `llm` for `fresh-N`, counted in the `jti` of the token.
 */
export async function startOidcIssuer(): Promise<OidcIssuer> {
  let saying: readonly [number, object] | undefined;
  let count = 0;
  const url = () => server.url;
  const server = await startScriptedServer((heard, response) => {
    if (heard.path === '/.well-known/openid-configuration') return sendMetadata(url(), response);
    if (saying !== undefined) return sendJson(response, ...saying);
    count += 1;
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: url(), aud: 'llm', sub: 'ann', iat: now, exp: inTwoHours() };
    sendJson(response, 200, {
      access_token: 'access-1',
      token_type: 'Bearer',
      expires_in: 7_200,
      id_token: idToken({ ...claims, jti: `fresh-${count}` }),
    });
  }, {});
  return {
    url: server.url,
    heard: server.heard,
    config: (changes = {}) => ({
      'idp-issuer-url': server.url,
      'client-id': 'llm',
      'client-secret': 'hush',
      'id-token': ended,
      'refresh-token': 'refresh-1',
      'idp-certificate-authority-data': Buffer.from(serverCertificate.certificate).toString(
        'base64',
      ),
      ...changes,
    }),
    say: (status, body) => {
      saying = [status, body];
    },
  };
}

function sendMetadata(issuer: string, response: ServerResponse): void {
  sendJson(response, 200, {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
}

/** The `jti` of the ID token in an `Authorization` header. */
export function tokenIdOf(authorization: string | undefined): unknown {
  const payload = Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString();
  return payload === '' ? undefined : JSON.parse(payload).jti;
}
