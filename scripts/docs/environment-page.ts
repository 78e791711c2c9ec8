import { code, formatTable, pageStart } from './markdown.ts';

/** Every variable that the program reads; a test compares the names with the source. */
export const environmentVariables: Readonly<Record<string, string>> = {
  KUBECONFIG:
    'The kubeconfig files, in order of precedence, as kubectl reads them. By default `~/.kube/config`. `--kubeconfig` replaces it.',
  LLMKUBE_CA_FILE:
    'A PEM file of certificate authorities to trust besides those of the kubeconfig and the system. `--ca-file` replaces it.',
  HTTPS_PROXY:
    'The proxy for servers that are spoken to by TLS, as kubectl reads it. `https_proxy` stands above it, and `proxy-url` of the kubeconfig above both.',
  HTTP_PROXY: 'The same for servers without TLS.',
  NO_PROXY:
    'Servers that need no proxy: names with all below them, addresses and networks in CIDR form, each with a port or without.',
  HF_ENDPOINT:
    'The hub that `ORG/REPO` and `hf://` are read from, by this machine and by pods. By default the public one.',
  HF_TOKEN:
    'The token for the questions of this machine to the hub. It reaches no pod: that is what `--token-secret` is for.',
  HUGGING_FACE_HUB_TOKEN: 'The same, under its old name.',
  HF_TOKEN_PATH:
    'The file that holds the token where no variable does. By default `token` in `HF_HOME`.',
  HF_HOME:
    "The folder of the hub's own client. By default `huggingface` in `XDG_CACHE_HOME`, or in `~/.cache`.",
  AWS_ACCESS_KEY_ID:
    'With the next one: the keys that questions of this machine to S3 are signed with. Without them they are not signed, as for public buckets. They reach no pod: that is what `model.s3.secret` is for.',
  AWS_SECRET_ACCESS_KEY: 'Goes with the one above.',
  AWS_SESSION_TOKEN: 'Of keys that end.',
  AWS_REGION:
    'The region of the bucket, for this machine and for pods. By default `us-east-1`; `model.s3.region` stands above it.',
  AWS_DEFAULT_REGION: 'The same, below the one above.',
  AWS_ENDPOINT_URL_S3:
    'Another store of S3 than that of AWS, for this machine and for pods, with buckets in the path. `model.s3.endpoint` stands above it.',
  AWS_ENDPOINT_URL: 'The same, below the one above.',
  KUBERNETES_SERVICE_HOST:
    'Set by Kubernetes in every pod. Without a kubeconfig the service account of the pod is used.',
  KUBERNETES_SERVICE_PORT: 'Goes with the one above.',
  POD_NAMESPACE:
    'In a pod: the namespace to use, instead of the one that the service account belongs to.',
  LLMKUBE_LLAMA_SERVER:
    'The absolute path of the `llama-server` that releases of this machine run on. By default the first one of `PATH`, else the one that was unpacked into the cache.',
  LLMKUBE_HOST:
    'The address that the OpenAI API of this machine listens on. By default `127.0.0.1`; any address that is not a loopback one wants a key. It counts when the agent starts.',
  LLMKUBE_PORT:
    'The port of the OpenAI API of this machine. By default 11500. It counts when the agent starts, and no other port is taken in place of it.',
  LLMKUBE_CATALOG:
    'A file of models of your own, which go before those that llmkube knows. By default `llmkube/catalog.yaml` in `XDG_CONFIG_HOME`, or in `~/.config`, where it may be missing.',
  XDG_CONFIG_HOME: 'Where a catalog of your own is looked for. A relative path counts for nothing.',
  PATH: 'Where `llama-server` is looked for.',
  CI: 'When set, progress is printed as plain lines, also on a terminal.',
  TERM: 'With `dumb`, progress is printed as plain lines and help without colours.',
  NO_COLOR: 'When set, help has no colours.',
  FORCE_COLOR: 'When set, help has colours also in a pipe.',
  XDG_CACHE_HOME:
    'Where the compiled form of the program and what this machine fetches are kept, in a folder `llmkube`. By default `~/.cache`, on macOS `~/Library/Caches` for what is fetched. A relative path counts for nothing.',
  XDG_STATE_HOME:
    'Where the releases of this machine are kept, in a folder `llmkube`. By default `~/.local/state`, on macOS `~/Library/Application Support`. A relative path counts for nothing.',
  NODE_COMPILE_CACHE: 'When set, Node keeps compiled code there instead.',
};

/** The variables of the environment that change what a command does. */
export function environmentPage(): string {
  const rows = Object.entries(environmentVariables).map(([name, effect]) => [code(name), effect]);
  return [
    pageStart('Environment variables'),
    'No setting of a release comes from the environment: what a deploy does is in its command line\n' +
      'and in the record. A credential plugin of the kubeconfig inherits the environment.\n',
    formatTable(['Variable', 'Effect'], rows),
  ].join('\n');
}
