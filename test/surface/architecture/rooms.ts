/** Who may import whom inside src/, besides itself; imports of types obey it too. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  core: ['errors'],
  runtimes: ['core', 'errors'],
  cluster: ['core', 'errors'],
  host: ['core', 'errors'],
  models: ['core', 'errors'],
  actions: ['core', 'runtimes', 'cluster', 'host', 'models', 'errors'],
  agent: ['core', 'runtimes', 'cluster', 'host', 'models', 'errors'],
  ui: ['core', 'errors'],
  cli: ['core', 'runtimes', 'cluster', 'host', 'models', 'actions', 'agent', 'ui', 'errors'],
  commands: ['cli', 'actions', 'ui', 'core', 'errors'],
  entry: ['cli'],
};

/** Doors that are open to some files of a room only. */
export const extraDoors: readonly { readonly files: RegExp; readonly room: string }[] = [
  { files: /^src\/commands\/metal(\/|\.ts$)/, room: 'agent' },
];

/** These load the other room only when they need it: by `import()` or for its types. */
export const lazyDoors: readonly { readonly from: string; readonly to: string }[] = [
  { from: 'agent', to: 'cluster' },
];

/** Rooms without input and output, clock, environment and randomness. */
export const pureRooms: readonly string[] = ['errors', 'core', 'runtimes'];

export interface Owner {
  /** The files that may import the package. */
  readonly files: RegExp;
  /** Anybody may import its types. */
  readonly isTypeFree?: boolean;
  /** The only names that may be imported from it. */
  readonly names?: RegExp;
}

const IMPURE_FILES = /^src\/(?!(core|runtimes|errors)\/)/;

/** The files that may start child processes, and no other. */
const childProcessFiles: readonly string[] = [
  'src/agent/process/start-engine.ts',
  'src/cluster/credentials/run-plugin.ts',
  'src/host/memory.ts',
  'src/host/processes/macos-processes.ts',
  'src/host/read-engine-version.ts',
  'src/host/start-agent.ts',
];

/** The files that may open connections through undici, and no other. */
const networkFiles: readonly string[] = [
  'src/agent/http/engine-pools.ts',
  'src/agent/http/pass-on.ts',
  'src/agent/http/undici-pool.d.ts',
  'src/cluster/ask/open-tunnel.ts',
  'src/cluster/credentials/oidc-issuer.ts',
  'src/cluster/http/connection.ts',
  'src/cluster/http/dispatchers.ts',
  'src/cluster/http/undici-parts.d.ts',
  'src/cluster/http/upgraded-sockets.ts',
  'src/cluster/open-cluster.ts',
  'src/models/fetch/ask-source.ts',
  'src/models/fetch/download.ts',
  'src/models/hub-session.ts',
  'src/models/open-agent.ts',
  'src/models/read-http-source.ts',
  'src/models/open-range.ts',
  'src/models/s3-login.ts',
  'src/host/agent-client.ts',
  'src/host/ask-listener.ts',
];

/** The one file that speaks to an issuer of logins. */
const issuerFiles: readonly string[] = ['src/cluster/credentials/oidc-issuer.ts'];

/**
 * Packages of npm and of Node and the files of src/ that may import them. Other packages of npm
 * have no owner and are refused; other packages of Node are free outside of the pure rooms.
 */
export const owners: Readonly<Record<string, readonly Owner[]>> = {
  '@kubernetes/client-node': [{ files: only([]), isTypeFree: true }],
  'openid-client': [{ files: only(issuerFiles) }],
  undici: [{ files: only(networkFiles) }],
  execa: [{ files: only(childProcessFiles) }],
  'node:child_process': [{ files: only(childProcessFiles) }],
  semver: [{ files: only(['src/host/reach-agent.ts']) }],
  tar: [{ files: /^src\/models\// }],
  listr2: [{ files: /^src\/ui\// }],
  ink: [{ files: /^src\/ui\// }],
  react: [{ files: /^src\/ui\// }],
  '@oclif/core': [{ files: /^src\/(cli|commands)\// }],
  'js-yaml': [{ files: /^src\/core\/document(\/|\.ts$)/ }],
  yaml: [{ files: /^src\/core\/document(\/|\.ts$)/ }],
  // As one name for all, its messages in forty languages would be loaded by most commands.
  zod: [{ files: /^src\/(core|runtimes|agent)\//, names: /^(\*|\$ZodError|_safeParse)$/ }],
  aws4fetch: [{ files: only(['src/models/s3-login.ts']) }],
  'fastest-levenshtein': [{ files: only(['src/core/text/near-names.ts']) }],
  'node:crypto': [
    { files: /^src\/core\//, names: /^(createHash|createHmac)$/ },
    { files: IMPURE_FILES },
  ],
  'node:net': [{ files: /^src\/core\//, names: /^(BlockList|isIP)$/ }, { files: IMPURE_FILES }],
  'node:zlib': [
    { files: /^src\/core\/record(\/|\.ts$)/, names: /Sync$|^constants$/ },
    { files: IMPURE_FILES },
  ],
  'node:path/posix': [{ files: /^src\// }],
};

function only(files: readonly string[]): RegExp {
  const names = files.map((file) => file.replaceAll('.', '\\.'));
  return new RegExp(`^(${names.join('|')})$`);
}
