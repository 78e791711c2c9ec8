import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Access } from '../kubeconfig/access.ts';

/** What a kubeconfig keeps of a login with an issuer. Texts are empty where a field is absent. */
export interface StoredLogin {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly idToken: string;
  readonly refreshToken: string;
  readonly authorityFile: string;
  /** base64 of PEM */
  readonly authorityData: string;
}

/** Reads the fields of the `oidc` provider under client-go's names. */
export function readLogin({ context = '', user }: Access): StoredLogin {
  const field = (name: string) => user.authProvider?.config[name] ?? '';
  const missing = ['idp-issuer-url', 'client-id'].find((name) => field(name) === '');
  const isUrl = URL.canParse(field('idp-issuer-url'));
  if (missing !== undefined || !isUrl) {
    const fact =
      missing === undefined ? '`idp-issuer-url` is no URL' : `there is no \`${missing}\``;
    const message = `Cannot use context \`${context}\`: in the auth provider of its user ${fact}`;
    throw new LlmkubeError('KUBECONFIG_INVALID', message, { facts: { context } });
  }
  return {
    issuer: field('idp-issuer-url'),
    clientId: field('client-id'),
    clientSecret: field('client-secret'),
    idToken: field('id-token'),
    refreshToken: field('refresh-token'),
    authorityFile: field('idp-certificate-authority'),
    authorityData: field('idp-certificate-authority-data'),
  };
}
