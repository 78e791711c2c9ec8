import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { ClusterEntry, Kubeconfig, UserEntry } from './kubeconfig.ts';

/** The cluster and the user that one context joins, checked as kubectl checks them. */
export interface ChosenContext {
  readonly name: string;
  /** Empty when the context names none. */
  readonly namespace: string;
  readonly clusterName: string;
  readonly cluster: ClusterEntry;
  readonly userName: string;
  readonly user: UserEntry;
}

/** Takes the wanted context, else the current one; nothing when the kubeconfig chooses none. */
export function chooseContext(
  kubeconfig: Kubeconfig,
  wanted: string | undefined,
): ChosenContext | undefined {
  const name = wanted ?? kubeconfig.currentContext;
  if (name === '') return undefined;
  const context = kubeconfig.contexts.get(name);
  if (context === undefined) throw unknownContext(name, [...kubeconfig.contexts.keys()]);
  const cluster = kubeconfig.clusters.get(context.cluster);
  const user = kubeconfig.users.get(context.user);
  if (cluster === undefined)
    throw invalid(name, `it names no known cluster: \`${context.cluster}\``);
  if (user === undefined) throw invalid(name, `it names no known user: \`${context.user}\``);
  const problem = [...clusterChecks(cluster), ...userChecks(user)].find((check) => check.fails);
  if (problem !== undefined) throw invalid(name, problem.fact);
  return {
    name,
    namespace: context.namespace,
    clusterName: context.cluster,
    cluster,
    userName: context.user,
    user,
  };
}

interface Check {
  readonly fails: boolean;
  readonly fact: string;
}

function clusterChecks(cluster: ClusterEntry): readonly Check[] {
  const hasAuthority = cluster.authorityFile !== '' || cluster.authorityData !== '';
  return [
    { fails: cluster.server === '', fact: 'its cluster has no `server`' },
    {
      fails: hasAuthority && cluster.skipsVerification,
      fact: '`insecure-skip-tls-verify` and a certificate authority exclude each other',
    },
    {
      fails: cluster.proxyUrl !== '' && !/^(https?|socks5):\/\/./.test(cluster.proxyUrl),
      fact: '`proxy-url` is none of `http`, `https` and `socks5`',
    },
  ];
}

function userChecks(user: UserEntry): readonly Check[] {
  const hasBasic = user.username !== '' || user.password !== '';
  const { user: actor, uid, groups, extra } = user.impersonation;
  const hasCertificate = user.certificateFile !== '' || user.certificateData !== '';
  return [
    ...providerChecks(user),
    { fails: user.token !== '' && hasBasic, fact: 'its user has both a token and a password' },
    {
      fails: hasCertificate && user.keyFile === '' && user.keyData === '',
      fact: 'its user has a client certificate without a key',
    },
    {
      fails: actor === '' && (uid !== '' || groups.length > 0 || extra.size > 0),
      fact: 'its user has `as-uid`, `as-groups` or `as-user-extra` without `as`',
    },
    ...pluginChecks(user),
  ];
}

// What replaced the providers that Kubernetes 1.26 removed, by the words of kubectl.
const replacements: Readonly<Record<string, string>> = {
  gcp: 'gke-gcloud-auth-plugin',
  azure: 'kubelogin',
};

function providerChecks({ authProvider, plugin }: UserEntry): readonly Check[] {
  if (authProvider === undefined) return [];
  const { name } = authProvider;
  const replacement = replacements[name];
  const advice =
    replacement === undefined
      ? 'which nobody provides'
      : `which Kubernetes removed: the credential plugin \`${replacement}\` replaces it`;
  return [
    { fails: name !== 'oidc', fact: `its user needs the auth provider \`${name}\`, ${advice}` },
    { fails: plugin !== undefined, fact: 'its user has both an auth provider and a plugin' },
  ];
}

const pluginVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
const interactiveModes = ['Never', 'IfAvailable', 'Always'];

function pluginChecks({ plugin }: UserEntry): readonly Check[] {
  if (plugin === undefined) return [];
  const mayOmitMode = plugin.apiVersion.endsWith('/v1beta1') && plugin.interactiveMode === '';
  return [
    { fails: plugin.command === '', fact: 'the `exec` of its user has no `command`' },
    {
      fails: !pluginVersions.includes(plugin.apiVersion),
      fact: `the \`exec\` of its user has an unknown \`apiVersion\`: \`${plugin.apiVersion}\``,
    },
    {
      fails: !mayOmitMode && !interactiveModes.includes(plugin.interactiveMode),
      fact: 'the `exec` of its user has no known `interactiveMode`',
    },
  ];
}

function unknownContext(name: string, known: readonly string[]): LlmkubeError {
  const fact = known.length === 0 ? 'the kubeconfig has no contexts' : 'there is no such context';
  return new LlmkubeError('KUBECONFIG_INVALID', `Cannot use context \`${name}\`: ${fact}`, {
    facts: { context: name, known },
    suggestions: closest(name, known).map((one) => `--context ${one}`),
  });
}

// Names that share a start or a part with the wanted one are likelier than the rest.
function closest(name: string, known: readonly string[]): readonly string[] {
  const isNear = (one: string) => one.includes(name) || name.includes(one);
  return known.toSorted((one, other) => Number(isNear(other)) - Number(isNear(one))).slice(0, 3);
}

function invalid(context: string, fact: string): LlmkubeError {
  return new LlmkubeError('KUBECONFIG_INVALID', `Cannot use context \`${context}\`: ${fact}`, {
    facts: { context },
  });
}
