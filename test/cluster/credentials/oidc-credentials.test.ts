import { expect, test } from 'vitest';
import { rejectionOf } from '../../support/error-of.ts';
import {
  ended,
  lasting,
  type OidcIssuer,
  startOidcIssuer,
  tokenIdOf,
} from '../../support/oidc-issuer.ts';
import { openTarget, writeKubeconfig } from '../open-target.ts';
import { sendJson, statusOf } from '../replies.ts';
import { startScriptedServer } from '../scripted-server.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };
const found = { ...ref, metadata: { name: 'a' } };

/** An API server that rejects the first so many requests, and the target of a login there. */
async function login(config: Readonly<Record<string, string>>, rejections = 0) {
  const server = await startScriptedServer(({ number }, response) => {
    if (number > rejections) return sendJson(response, 200, found);
    sendJson(response, 401, statusOf(401, 'Unauthorized', 'Unauthorized'));
  }, {});
  const user = { 'auth-provider': { name: 'oidc', config } };
  const kubeconfig = await writeKubeconfig(server.folder, server.url, { user });
  return { server, open: () => openTarget(kubeconfig) };
}

const tokenRequests = ({ heard }: OidcIssuer) => heard.filter(({ path }) => path === '/token');

test('an ID token that still lasts is used, and the issuer is not asked', async () => {
  const issuer = await startOidcIssuer();
  const { server, open } = await login(issuer.config({ 'id-token': lasting }));
  await (await open()).read(ref);
  expect(server.heard[0]?.headers.authorization).toBe(`Bearer ${lasting}`);
  expect(issuer.heard).toEqual([]);
});

test('an ID token that has ended is exchanged once, for all requests', async () => {
  const issuer = await startOidcIssuer();
  const { server, open } = await login(issuer.config());
  const target = await open();
  await Promise.all([target.read(ref), target.read(ref)]);
  await target.read(ref);
  const ids = server.heard.map(({ headers }) => tokenIdOf(headers.authorization));
  expect(ids).toEqual(['fresh-1', 'fresh-1', 'fresh-1']);
  const [asked, ...more] = tokenRequests(issuer);
  expect(more).toEqual([]);
  expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'refresh-1',
  });
  expect(asked?.headers.authorization).toBe(`Basic ${btoa('llm:hush')}`);
});

test('a token that the API server rejects is exchanged once', async () => {
  const issuer = await startOidcIssuer();
  const { server, open } = await login(issuer.config({ 'id-token': lasting }), 1);
  expect(await (await open()).read(ref)).toEqual(found);
  const ids = server.heard.map(({ headers }) => tokenIdOf(headers.authorization));
  expect(ids).toEqual([undefined, 'fresh-1']);
});

test('an API server that rejects the new token too is the end', async () => {
  const issuer = await startOidcIssuer();
  const { open } = await login(issuer.config(), Number.POSITIVE_INFINITY);
  expect((await rejectionOf((await open()).read(ref))).code).toBe('UNAUTHENTICATED');
  expect(tokenRequests(issuer)).toHaveLength(2);
});

const refused: readonly (readonly [string, Readonly<Record<string, string>>, string, RegExp])[] = [
  [
    'no refresh token',
    { 'refresh-token': '' },
    'UNAUTHENTICATED',
    /^Cannot log in to context `dev`: its ID token has ended and there is no `refresh-token`$/,
  ],
  [
    'no issuer',
    { 'idp-issuer-url': '' },
    'KUBECONFIG_INVALID',
    /in the auth provider of its user there is no `idp-issuer-url`$/,
  ],
  [
    'no client',
    { 'client-id': '' },
    'KUBECONFIG_INVALID',
    /in the auth provider of its user there is no `client-id`$/,
  ],
  [
    'an issuer that is no URL',
    { 'idp-issuer-url': 'nowhere' },
    'KUBECONFIG_INVALID',
    /`idp-issuer-url` is no URL$/,
  ],
  [
    'an issuer of an unknown authority',
    { 'idp-certificate-authority-data': '' },
    'UNAUTHENTICATED',
    /gives no new ID token: self-signed certificate$/,
  ],
  [
    'a missing file of the authority',
    { 'idp-certificate-authority-data': '', 'idp-certificate-authority': '/nonexistent' },
    'UNAUTHENTICATED',
    /gives no new ID token: ENOENT: no such file/,
  ],
];

test.each(refused)('a login with %s is refused in words', async (_title, changes, code, words) => {
  const issuer = await startOidcIssuer();
  const { open } = await login(issuer.config(changes));
  const error = await rejectionOf(open());
  expect(error.code).toBe(code);
  expect(error.message).toMatch(words);
});

test('an issuer that refuses is quoted by its code, and no token is shown', async () => {
  const issuer = await startOidcIssuer();
  issuer.say(400, { error: 'invalid_grant', error_description: 'refresh-1 is used up' });
  const { open } = await login(issuer.config());
  const error = await rejectionOf(open());
  expect(error.message).toBe(
    `Cannot log in to context \`dev\`: \`${issuer.url}\` gives no new ID token: invalid_grant`,
  );
  expect(JSON.stringify(error)).not.toMatch(/refresh-1|hush/);
  expect(JSON.stringify(error)).not.toContain(ended);
});

test('an issuer that gives no ID token is refused', async () => {
  const issuer = await startOidcIssuer();
  issuer.say(200, { access_token: 'a', token_type: 'Bearer' });
  const { open } = await login(issuer.config());
  expect((await rejectionOf(open())).message).toContain('the issuer gives no ID token');
});
