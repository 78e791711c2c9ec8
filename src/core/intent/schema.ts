import { z } from 'zod';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type CacheMode, cacheModes } from '../cache-modes.ts';
import { parseSource } from '../source/parse-source.ts';
import { canonicalQuantity, parseBytesQuantity } from '../text/quantity.ts';
import { networkSchema } from './network-schema.ts';

/** Who runs a release: a pod of a cluster, or an agent on a host. */
export type Place = 'pod' | 'host';

/** What a runtime adds to the schema. */
export interface RuntimeSpec {
  readonly name: string;
}

/**
 * What the user said about a release, nothing that we decided. Field paths are public: later
 * versions add fields and move none. A field that has no effect is not in here.
 */
export function intentSchema(runtimes: readonly RuntimeSpec[], place: Place = 'pod') {
  return z
    .strictObject({
      model: z.strictObject({
        /** The name clients send, in the user's own spelling. */
        id: z
          .string()
          .max(253)
          .regex(modelId, 'holds a comma or a control character, or starts with a dash'),
        source: z.string().superRefine(checkSource),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, 'is not a sha256, 64 digits from 0 to f in lower case')
          .optional(),
        /** The Secret of the namespace whose value the downloader shows to the source. */
        tokenSecret: z
          .strictObject({
            name: objectName,
            key: z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/, 'is not a key of a Secret'),
          })
          .optional(),
      }),
      runtime: z.strictObject({
        kind: z.enum(runtimes.map(({ name }) => name)),
        /** Of a pod's engine; a host has an engine of its own. */
        image: place === 'pod' ? image : image.optional(),
      }),
      serving: z
        .strictObject({
          /** In tokens. */
          contextLength: z.int().min(1).max(100_000_000).optional(),
        })
        .optional(),
      hardware: hardware.optional(),
      resources: z
        .strictObject({
          cpu: z.string().refine(isAmount, 'is not a quantity such as 2 or 500m').optional(),
          memory: z
            .string()
            .refine(isMemory, 'is not a quantity of bytes such as 8Gi or 500M')
            .optional(),
        })
        .optional(),
      cache: z
        .strictObject({
          mode: z.enum(cacheModes).optional(),
          /** Only with mode `claim`. */
          claim: objectName.optional(),
          size: z.string().refine(isMemory, 'is not a quantity of bytes such as 50Gi').optional(),
        })
        .optional(),
      scale: z.strictObject({ replicas: z.int().min(0).max(10_000).optional() }).optional(),
      network: networkSchema.optional(),
      pod: z.strictObject({ priorityClass: objectName.optional() }).optional(),
    })
    .superRefine(checkTogether);
}

// The distribution project's grammar, shortened: no white space, no scheme, a name that is
// lower case, then an optional tag and digest.
const imageReference =
  /^(?!.*:\/\/)[a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

const image = z.string().regex(imageReference, 'is not an image reference');

const hardware = z.strictObject({
  gpus: z.int().min(0).max(64).optional(),
  /** Whether a host refuses what needs more memory than is free, by default `enforce`. */
  memoryCheck: z.enum(['enforce', 'off']).optional(),
});

// Engines take several names in one argument, separated by commas.
const modelId = /^[^-,\s\p{Cc}][^,\p{Cc}]*$/u;

/** A DNS-1123 subdomain (Kubernetes 1.37, object names). */
const objectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'is not a name of a Kubernetes object',
  );

export type Intent = z.infer<ReturnType<typeof intentSchema>>;

function checkSource(text: string, context: z.RefinementCtx): void {
  try {
    parseSource(text);
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, params: { error } });
  }
}

function isAmount(text: string): boolean {
  return canonicalQuantity(text) !== undefined;
}

// `512m` are thousandths of a byte to Kubernetes, and never what somebody means.
function isMemory(text: string): boolean {
  return (parseBytesQuantity(text) ?? 0) > 0;
}

/** What the rules look at. */
interface Together {
  readonly model: { source: string; sha256?: string | undefined; tokenSecret?: object | undefined };
  readonly network?:
    | { authorities?: string | undefined; proxy?: { url?: string | undefined } | undefined }
    | undefined;
  readonly cache?:
    | {
        mode?: CacheMode | undefined;
        claim?: string | undefined;
        size?: string | undefined;
      }
    | undefined;
}

interface Rule {
  readonly path: readonly string[];
  readonly message: string;
  readonly breaks: (intent: Together, fromClaim: boolean) => boolean;
}

// Fields that mean something only beside others: alone they would have no effect.
const togetherRules: readonly Rule[] = [
  {
    path: ['cache', 'claim'],
    message: 'is missing: with `claim` the cache needs the name of one',
    breaks: ({ cache }) => cache?.mode === 'claim' && cache.claim === undefined,
  },
  {
    path: ['cache', 'claim'],
    message: 'has no effect unless the cache is `claim`',
    breaks: ({ cache }) => cache?.claim !== undefined && cache.mode !== 'claim',
  },
  {
    path: ['cache', 'size'],
    message: 'has no effect on a claim that llmkube does not make',
    breaks: ({ cache }) =>
      cache?.size !== undefined && (cache.mode === 'claim' || cache.mode === 'none'),
  },
  {
    path: ['cache'],
    message: 'has no effect: the weights are read from the claim of the source',
    breaks: ({ cache }, fromClaim) => fromClaim && Object.keys(cache ?? {}).length > 0,
  },
  {
    path: ['model', 'sha256'],
    message: 'has no effect: what a claim holds is not downloaded, so nothing checks it',
    breaks: ({ model }, fromClaim) => fromClaim && model.sha256 !== undefined,
  },
  {
    path: ['network'],
    message: 'has no effect: what a claim holds is not downloaded',
    breaks: ({ network }, fromClaim) => fromClaim && network !== undefined,
  },
  {
    path: ['network', 'proxy', 'noProxy'],
    message: 'has no effect without a proxy',
    breaks: ({ network }) => network?.proxy !== undefined && network.proxy.url === undefined,
  },
  {
    path: ['model', 'tokenSecret'],
    message: 'has no effect: a claim asks for no token',
    breaks: ({ model }, fromClaim) => fromClaim && model.tokenSecret !== undefined,
  },
];

function checkTogether(intent: Together, context: z.RefinementCtx): void {
  const fromClaim = intent.model.source.startsWith('pvc://');
  for (const { path, message, breaks } of togetherRules) {
    if (breaks(intent, fromClaim)) context.addIssue({ code: 'custom', path: [...path], message });
  }
}
