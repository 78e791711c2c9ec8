import { readFile, writeFile } from 'node:fs/promises';

export interface KubeconfigContent {
  server: string;
  /** The file with the certificate that signed the server's. */
  authority: string;
  user: string;
  token: string;
  namespace: string;
}

/** Writes a kubeconfig with one context, complete in itself. JSON is YAML, so it is JSON. */
export async function writeKubeconfig(file: string, content: KubeconfigContent): Promise<void> {
  const { server, authority, user, token, namespace } = content;
  const certificate = (await readFile(authority)).toString('base64');
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': certificate } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user, namespace } }],
    'current-context': 'test',
  };
  await writeFile(file, `${JSON.stringify(kubeconfig, undefined, 2)}\n`, { mode: 0o600 });
}
