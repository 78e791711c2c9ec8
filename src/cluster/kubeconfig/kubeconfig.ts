import { Fields } from './fields.ts';

/** A kubeconfig as kubectl understands it. Texts are empty where a field is absent. */
export interface Kubeconfig {
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

export interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

export interface ClusterEntry {
  readonly server: string;
  readonly tlsServerName: string;
  readonly skipsVerification: boolean;
  readonly authorityFile: string;
  /** base64 of PEM */
  readonly authorityData: string;
  readonly proxyUrl: string;
  /** What the file keeps for exec plugins, handed to them unread. */
  readonly pluginConfig: unknown;
}

export interface UserEntry {
  readonly token: string;
  readonly tokenFile: string;
  readonly certificateFile: string;
  readonly certificateData: string;
  readonly keyFile: string;
  readonly keyData: string;
  readonly username: string;
  readonly password: string;
  readonly impersonation: Impersonation;
  readonly plugin: PluginEntry | undefined;
  readonly authProvider: AuthProviderEntry | undefined;
}

/** A way to log in that clients build in, such as `oidc`. */
export interface AuthProviderEntry {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

export interface Impersonation {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: ReadonlyMap<string, readonly string[]>;
}

export interface PluginEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string;
  readonly interactiveMode: string;
  readonly providesClusterInfo: boolean;
}

/** Resolves a path that is written in the file; kubectl takes the file's own folder as its base. */
export type ResolvePath = (path: string) => string;

/** Reads one parsed document; a wrong shape throws a `SyntaxError` that says which field. */
export function readKubeconfig(document: unknown, resolvePath: ResolvePath): Kubeconfig {
  const root = new Fields(document, 'the file');
  const inFolder = (path: string) => (path === '' ? '' : resolvePath(path));
  return {
    currentContext: root.text('current-context'),
    contexts: readNamed(root, { list: 'contexts', one: 'context', read: readContext }),
    clusters: readNamed(root, {
      list: 'clusters',
      one: 'cluster',
      read: (fields) => readCluster(fields, inFolder),
    }),
    users: readNamed(root, {
      list: 'users',
      one: 'user',
      read: (fields) => readUser(fields, inFolder),
    }),
  };
}

interface NamedList<Entry> {
  readonly list: string;
  readonly one: string;
  readonly read: (fields: Fields) => Entry;
}

function readNamed<Entry>(root: Fields, { list, one, read }: NamedList<Entry>) {
  const entries = new Map<string, Entry>();
  for (const member of root.members(list)) {
    const name = member.text('name');
    if (entries.has(name)) throw new SyntaxError(`\`${list}\` names \`${name}\` twice`);
    entries.set(name, read(member.inner(one) ?? new Fields({}, `${one} \`${name}\``)));
  }
  return entries;
}

function readContext(fields: Fields): ContextEntry {
  return {
    cluster: fields.text('cluster'),
    user: fields.text('user'),
    namespace: fields.text('namespace'),
  };
}

/** One cluster's own fields. */
export function readCluster(fields: Fields, inFolder: ResolvePath): ClusterEntry {
  const plugins = fields
    .members('extensions')
    .find((extension) => extension.text('name') === 'client.authentication.k8s.io/exec');
  return {
    server: fields.text('server'),
    tlsServerName: fields.text('tls-server-name'),
    skipsVerification: fields.flag('insecure-skip-tls-verify'),
    authorityFile: inFolder(fields.text('certificate-authority')),
    authorityData: fields.text('certificate-authority-data'),
    proxyUrl: fields.text('proxy-url'),
    pluginConfig: plugins?.raw('extension'),
  };
}

/** One user's own fields. */
export function readUser(fields: Fields, inFolder: ResolvePath): UserEntry {
  return {
    token: fields.text('token'),
    tokenFile: inFolder(fields.text('tokenFile')),
    certificateFile: inFolder(fields.text('client-certificate')),
    certificateData: fields.text('client-certificate-data'),
    keyFile: inFolder(fields.text('client-key')),
    keyData: fields.text('client-key-data'),
    username: fields.text('username'),
    password: fields.text('password'),
    impersonation: readImpersonation(fields),
    plugin: readPlugin(fields.inner('exec'), inFolder),
    authProvider: readAuthProvider(fields.inner('auth-provider')),
  };
}

function readAuthProvider(fields: Fields | undefined): AuthProviderEntry | undefined {
  if (fields === undefined) return undefined;
  const config = fields.inner('config');
  const values = config?.names().map((name) => [name, config.text(name)]);
  return { name: fields.text('name'), config: Object.fromEntries(values ?? []) };
}

function readImpersonation(fields: Fields): Impersonation {
  const extra = fields.inner('as-user-extra');
  return {
    user: fields.text('as'),
    uid: fields.text('as-uid'),
    groups: fields.texts('as-groups'),
    extra: new Map(extra?.names().map((name) => [name, extra.texts(name)])),
  };
}

function readPlugin(fields: Fields | undefined, inFolder: ResolvePath): PluginEntry | undefined {
  if (fields === undefined) return undefined;
  const command = fields.text('command');
  const variables = fields.members('env').map((one) => [one.text('name'), one.text('value')]);
  return {
    apiVersion: fields.text('apiVersion'),
    command: command.includes('/') ? inFolder(command) : command,
    args: fields.texts('args'),
    env: Object.fromEntries(variables),
    installHint: fields.text('installHint'),
    interactiveMode: fields.text('interactiveMode'),
    providesClusterInfo: fields.flag('provideClusterInfo'),
  };
}
