import { parseYaml } from '../../core/document/parse-yaml.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Access, ClientCertificate } from '../kubeconfig/access.ts';
import { Fields } from '../kubeconfig/fields.ts';
import type { PluginEntry } from '../kubeconfig/kubeconfig.ts';

/** The value of `KUBERNETES_EXEC_INFO`: what client-go tells every credential plugin. */
export function describeExecInfo(
  plugin: PluginEntry,
  access: Access,
  isInteractive: boolean,
): string {
  const cluster = plugin.providesClusterInfo ? { cluster: describeCluster(access) } : {};
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: { ...cluster, interactive: isInteractive },
  });
}

// Go omits empty fields except `config`, which is null when the kubeconfig has none.
function describeCluster({ origin, basePath, tls, proxyUrl, cluster }: Access): object {
  const authority = tls.authority;
  return {
    server: `${origin}${basePath}`,
    ...(tls.serverName === '' ? {} : { 'tls-server-name': tls.serverName }),
    ...(tls.skipsVerification ? { 'insecure-skip-tls-verify': true } : {}),
    ...(authority === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(authority).toString('base64') }),
    ...(proxyUrl === '' ? {} : { 'proxy-url': proxyUrl }),
    config: cluster.pluginConfig ?? null,
  };
}

export interface IssuedCredential {
  /** Empty when the plugin gave a certificate only. */
  readonly token: string;
  readonly certificate: ClientCertificate | undefined;
  /** Milliseconds since the epoch; nothing means until it is rejected. */
  readonly expiresAt: number | undefined;
}

/** Reads what a plugin printed. Errors say what is wrong with it and never quote it. */
export function readExecCredential(output: string, plugin: PluginEntry): IssuedCredential {
  const outcome = parseYaml(output);
  if (outcome.kind === 'malformed') throw unusable(plugin, 'it printed no `ExecCredential`');
  try {
    return readIssued(outcome.value, plugin);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw unusable(plugin, `it printed no usable \`ExecCredential\`: ${thrown.message}`);
  }
}

function readIssued(value: unknown, plugin: PluginEntry): IssuedCredential {
  const root = new Fields(value, 'the output');
  if (root.text('kind') !== 'ExecCredential')
    throw unusable(plugin, 'it printed no `ExecCredential`');
  if (root.text('apiVersion') !== plugin.apiVersion) {
    throw unusable(plugin, `it does not answer in \`${plugin.apiVersion}\``);
  }
  const status = root.inner('status');
  const token = status?.text('token') ?? '';
  const certificate = status?.text('clientCertificateData') ?? '';
  const key = status?.text('clientKeyData') ?? '';
  if (token === '' && certificate === '' && key === '') {
    throw unusable(plugin, 'it gave neither a token nor a certificate');
  }
  if ((certificate === '') !== (key === '')) {
    throw unusable(plugin, 'it gave a certificate or a key instead of both');
  }
  return {
    token,
    certificate: certificate === '' ? undefined : { certificate, key },
    expiresAt: readTime(status?.raw('expirationTimestamp')),
  };
}

// YAML 1.1 turns an unquoted timestamp into a date of its own.
function readTime(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function unusable(plugin: PluginEntry, fact: string): LlmkubeError {
  return new LlmkubeError(
    'UNAUTHENTICATED',
    `Cannot use credential plugin \`${plugin.command}\`: ${fact}`,
    { facts: { command: plugin.command } },
  );
}
