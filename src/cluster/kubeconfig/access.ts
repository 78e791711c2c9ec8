import { readFile } from 'node:fs/promises';
import { describeCause } from '../../errors/describe-cause.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { ChosenContext } from './choose-context.ts';
import type { ClusterEntry, UserEntry } from './kubeconfig.ts';

/** Everything needed to reach one API server, with the files of the kubeconfig read. */
export interface Access {
  /** Absent inside a cluster, where there is no kubeconfig. */
  readonly context: string | undefined;
  readonly namespace: string;
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  /** What a gateway puts before `/api`, without a slash at the end; mostly empty. */
  readonly basePath: string;
  readonly tls: ServerTrust;
  readonly proxyUrl: string;
  readonly user: UserEntry;
  /** PEM, from the kubeconfig itself rather than from a plugin. */
  readonly certificate: ClientCertificate | undefined;
  readonly cluster: ClusterEntry;
}

export interface ServerTrust {
  /** PEM; nothing means the authorities that Node trusts. */
  readonly authority: string | undefined;
  readonly skipsVerification: boolean;
  readonly serverName: string;
}

/** PEM texts */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Reads the files a context refers to. Inline data beats a file, as with kubectl. */
export async function readAccess(chosen: ChosenContext, namespace: string): Promise<Access> {
  const { cluster, user } = chosen;
  const pem = (what: string, data: string, path: string) => readPem({ chosen, what, data, path });
  const [authority, certificate, key] = await Promise.all([
    pem('certificate-authority', cluster.authorityData, cluster.authorityFile),
    pem('client-certificate', user.certificateData, user.certificateFile),
    pem('client-key', user.keyData, user.keyFile),
  ]);
  return {
    context: chosen.name,
    namespace,
    ...parseServer(chosen, authority !== undefined || certificate !== undefined),
    tls: {
      authority,
      skipsVerification: cluster.skipsVerification,
      serverName: cluster.tlsServerName,
    },
    proxyUrl: cluster.proxyUrl,
    user,
    certificate: certificate === undefined || key === undefined ? undefined : { certificate, key },
    cluster,
  };
}

// A server may be written without its scheme; it is https then only if anything speaks for TLS.
function parseServer({ name, cluster }: ChosenContext, mentionsTls: boolean) {
  const isSecure = mentionsTls || cluster.skipsVerification;
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(cluster.server);
  const text = hasScheme ? cluster.server : `${isSecure ? 'https' : 'http'}://${cluster.server}`;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw unusable(name, '`server` of its cluster is no http or https URL');
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}

interface PemPlace {
  readonly chosen: ChosenContext;
  readonly what: string;
  readonly data: string;
  readonly path: string;
}

async function readPem({ chosen, what, data, path }: PemPlace): Promise<string | undefined> {
  if (data === '' && path === '') return undefined;
  const text = data === '' ? await readPemFile(chosen.name, what, path) : decodeBase64(data);
  if (text.includes('-----BEGIN ')) return text;
  const field = data === '' ? what : `${what}-data`;
  throw unusable(chosen.name, `\`${field}\` holds no PEM block`);
}

async function readPemFile(context: string, what: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw unusable(context, `\`${what}\` cannot be read: ${describeCause(thrown)}`);
  }
}

function decodeBase64(data: string): string {
  return Buffer.from(data, 'base64').toString('utf8');
}

function unusable(context: string, fact: string): LlmkubeError {
  return new LlmkubeError('KUBECONFIG_INVALID', `Cannot use context \`${context}\`: ${fact}`, {
    facts: { context },
  });
}
