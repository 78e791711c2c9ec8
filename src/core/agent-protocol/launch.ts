import path from 'node:path/posix';
import * as z from 'zod';

/**
 * Stand for what only the host knows, as whole arguments: where the weights lie and where the
 * engine listens. Everything else is fixed by whoever deploys, so that a newer agent starts the
 * same engine in the same way.
 */
export const launchTokens = { weights: '{weights}', socket: '{socket}' } as const;

/** Stands for a file beside the weights, in a word that starts with such a token. */
export function fileToken(index: number): string {
  return `{file:${index}}`;
}

/** What reads like a token, or like a word that was kept from being one. */
const likeToken = /^\{+((weights|socket)\}$|file:\d+\})/;

/** A word for the arguments that stays what it is, also when it reads like a token. */
export function literalArg(word: string): string {
  return likeToken.test(word) ? `{${word}` : word;
}

/** Weights that lie on the host already, and what they were known by when they were deployed. */
const file = z.strictObject({
  kind: z.literal('file'),
  /** Absolute. */
  path: z.string(),
  bytes: z.number().int().positive(),
  /** sha256 of the size, the first and the last mebibyte: another file of the name is found out. */
  fingerprint: z.string(),
});

/** Weights that the host downloads into its cache. */
const download = z.strictObject({
  kind: z.literal('download'),
  url: z.string(),
  bytes: z.number().int().positive().optional(),
  sha256: z.string().optional(),
  /** Of an object of S3: the region that its questions are signed for. */
  region: z.string().optional(),
  /** Places inside the cache. */
  folder: z.string(),
  file: z.string(),
  marker: z.string(),
});

/**
 * How a host runs one release: what stands in a Deployment of a host where that of a cluster has
 * its pod. Its text decides whether a running engine is the one that is wanted.
 */
export const launchSchema = z.strictObject({
  runtime: z.string(),
  /** The name that clients send. */
  modelId: z.string(),
  weights: z.discriminatedUnion('kind', [file, download]),
  /** What the engine loads beside them. */
  files: z.array(z.discriminatedUnion('kind', [file, download])).optional(),
  /** After the program; `launchTokens` in it are replaced, and `literalArg` keeps what is none. */
  args: z.array(z.string()),
  /** Answers 200 only when the model is loaded. */
  healthPath: z.string(),
  startupSeconds: z.number().int().positive(),
  /** Variables of the engine, beside those of its agent. */
  env: z.record(z.string(), z.string()).optional(),
  /** How the download reaches its source. */
  network: z
    .strictObject({
      /** PEM. */
      authorities: z.string().optional(),
      proxy: z.strictObject({ url: z.string(), noProxy: z.string().optional() }).optional(),
    })
    .optional(),
});

/**
 * What an engine needs of the host's memory. It stands beside the launch and not in it: a better
 * estimate, or a check that is turned off, must not start an engine anew.
 */
export const launchMemorySchema = z.strictObject({
  /** As far as can be told before the weights are there. */
  bytes: z.number().int().positive().optional(),
  /** In tokens. */
  contextLength: z.number().int().positive(),
  /** Whether it is refused when that is more than what is free. */
  isEnforced: z.boolean(),
});

export type Launch = z.infer<typeof launchSchema>;
export type LaunchMemory = z.infer<typeof launchMemorySchema>;
export type LaunchWeights = Launch['weights'];

/** Where the files of one launch lie, and where its engine listens. */
export interface LaunchPlaces extends Readonly<Record<keyof typeof launchTokens, string>> {
  /** In the order of the launch. */
  readonly files?: readonly string[];
}

/** The arguments with this host's own places in them. */
export function fillArgs(
  args: readonly string[],
  { files = [], ...places }: LaunchPlaces,
): readonly string[] {
  const values = new Map<string, string>([
    [launchTokens.weights, places.weights],
    [launchTokens.socket, places.socket],
  ]);
  const other = (arg: string): string => {
    if (arg.startsWith('{file:')) {
      return arg.replaceAll(/\{file:(\d+)\}/g, (token, index) => files[Number(index)] ?? token);
    }
    return likeToken.test(arg) ? arg.slice(1) : arg;
  };
  return args.map((arg) => values.get(arg) ?? other(arg));
}

/** Where the weights lie on a host whose cache has this root. */
export function weightsPath(weights: LaunchWeights, cache: string): string {
  return weights.kind === 'file' ? weights.path : path.join(cache, weights.file);
}

/** The weights, and then what is beside them. */
export function filesOf({ weights, files = [] }: Pick<Launch, 'weights' | 'files'>) {
  return [weights, ...files];
}
