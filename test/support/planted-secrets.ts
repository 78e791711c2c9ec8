import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A secret value that a test plants, and what it is for. */
export interface Planted {
  readonly where: string;
  readonly value: string;
}

/** Every form in which a value may be written down. */
export function formsOf({ value }: Planted): readonly string[] {
  const bytes = Buffer.from(value);
  return [value, encodeURIComponent(value), bytes.toString('base64'), bytes.toString('base64url')];
}

/** Which of the secrets a text holds, in whatever form. */
export function secretsIn(text: string, planted: readonly Planted[]): readonly string[] {
  const found = planted.filter((one) => formsOf(one).some((form) => text.includes(form)));
  return found.map(({ where }) => where);
}

export interface SecretUser {
  readonly title: string;
  readonly kubeconfig: string;
}

export interface SecretUsersOptions {
  readonly folder: string;
  /** A kubeconfig that works, with one user and its token. */
  readonly kubeconfig: string;
  /** Makes a secret value and remembers it. */
  readonly plant: (where: string, value?: string) => string;
  /** An address where nothing listens. */
  readonly deadServer: string;
}

interface Content {
  readonly clusters: readonly { readonly name: string; readonly cluster: object }[];
  readonly users: readonly { readonly name: string; readonly user: object }[];
}

/** Kubeconfigs with secrets at every place that has one: two that work, and many that fail. */
export async function makeSecretUsers(options: SecretUsersOptions): Promise<{
  readonly working: readonly SecretUser[];
  readonly failing: readonly SecretUser[];
}> {
  const { folder, plant, deadServer } = options;
  const text = await readFile(options.kubeconfig, 'utf8');
  const content: Content = JSON.parse(text);
  const user = content.users[0]?.user as { readonly token: string };
  const token = plant('token of the kubeconfig', user.token);
  await mkdir(folder, { recursive: true });
  const write = async (title: string, changed: string) => {
    const kubeconfig = path.join(folder, `${title.replaceAll(' ', '-')}.kubeconfig`);
    await writeFile(kubeconfig, changed, { mode: 0o600 });
    return { title, kubeconfig };
  };
  const withUser = (title: string, changed: object) =>
    write(title, JSON.stringify({ ...content, users: [{ ...content.users[0], user: changed }] }));
  const withCluster = (title: string, changed: object) => {
    const [first] = content.clusters;
    const cluster = { ...first?.cluster, ...changed };
    return write(title, JSON.stringify({ ...content, clusters: [{ ...first, cluster }] }));
  };
  const exec = (command: string) => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      interactiveMode: 'Never',
      env: [{ name: 'PLUGIN_LOGIN', value: plant('env of the plugin') }],
    },
  });
  const plugin = await writeProgram(folder, 'plugin', `printf %s '${credentialOf(token)}'`);
  const refusing = 'echo "login $PLUGIN_LOGIN is not accepted" >&2; exit 1';
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, plant('token file'));
  const garbage = `printf %s '{"kind":"ExecCredential","status":{"token":"${plant('broken output of the plugin')}'`;
  const proxy = new URL(deadServer);
  [proxy.username, proxy.password] = ['ann', plant('password of the proxy')];
  return {
    working: [await write('a token', text), await withUser('a plugin', exec(plugin))],
    failing: [
      await withUser('a wrong token', { token: plant('wrong token') }),
      await withUser('a wrong token file', { tokenFile }),
      await withUser('a wrong password', { username: 'ann', password: plant('password') }),
      await withUser('a broken key', {
        'client-certificate-data': Buffer.from(plant('certificate')).toString('base64'),
        'client-key-data': Buffer.from(plant('client key')).toString('base64'),
      }),
      await withUser('a refusing plugin', exec(await writeProgram(folder, 'refusing', refusing))),
      await withUser('a garbling plugin', exec(await writeProgram(folder, 'garbling', garbage))),
      await withUser('no plugin', exec('/nonexistent/plugin')),
      await withCluster('a dead server', { server: deadServer }),
      await withCluster('a dead proxy', { 'proxy-url': proxy.href }),
      await write('a cut file', text.slice(0, text.indexOf(token) + token.length)),
      await write('no mapping', `- ${plant('text in a list')}\n`),
      await write('a wrong type', `users: ${plant('text as users')}\n`),
    ],
  };
}

// What a plugin prints, by client-go's protocol.
function credentialOf(token: string): string {
  const apiVersion = 'client.authentication.k8s.io/v1';
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } });
}

async function writeProgram(folder: string, name: string, script: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}
