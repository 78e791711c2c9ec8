import * as z from 'zod';
import { cacheModes } from '../cache-modes.ts';
import { canonicalQuantity, parseBytesQuantity } from '../text/quantity.ts';
import { checkEngine } from './check-engine.ts';
import { checkExposure } from './check-exposure.ts';
import { checkExpressed } from './check-expressed.ts';
import { checkFiles } from './check-files.ts';
import { checkHardware } from './check-hardware.ts';
import { checkScale } from './check-scale.ts';
import { hardwareSchema } from './hardware-schema.ts';
import { modelFiles } from './model-files-schema.ts';
import { monitoringSchema } from './monitoring-schema.ts';
import { networkSchema } from './network-schema.ts';
import { dataKey, objectName } from './object-name.ts';
import { podSchema } from './pod-schema.ts';
import { refuseSecrets } from './refuse-secrets.ts';
import { rolloutSchema } from './rollout-schema.ts';
import { type RuntimeSpec, runtimeSchema } from './runtime-schema.ts';
import { s3Schema } from './s3-schema.ts';
import { scaleSchema } from './scale-schema.ts';
import { servingSchema } from './serving-schema.ts';
import { digestSchema, sourceSchema } from './source-schema.ts';
import { checkTogether } from './together.ts';

/** Who runs a release: a pod of a cluster, or an agent on a host. */
export type Place = 'pod' | 'host';

type IntentSchema = ReturnType<typeof makeIntentSchema>;

const made = new WeakMap<readonly RuntimeSpec[], IntentSchema>();

/**
 * What the user said about a release, nothing that we decided. Field paths are public: later
 * versions add fields and move none. A field that has no effect is not in here. Made once
 * for each list of runtimes: it takes as long as checking a hundred intents.
 */
export function intentSchema(runtimes: readonly RuntimeSpec[]): IntentSchema {
  const known = made.get(runtimes) ?? makeIntentSchema(runtimes);
  made.set(runtimes, known);
  return known;
}

function makeIntentSchema(runtimes: readonly RuntimeSpec[]) {
  return (
    z
      .strictObject({
        model: modelSchema,
        runtime: runtimeSchema(runtimes),
        serving: servingSchema.optional(),
        hardware: hardwareSchema.optional(),
        resources: resourcesSchema.optional(),
        cache: cacheSchema.optional(),
        scale: scaleSchema.optional(),
        rollout: rolloutSchema.optional(),
        monitoring: monitoringSchema.optional(),
        network: networkSchema.optional(),
        pod: podSchema.optional(),
      })
      // Also beside errors of form, so that all of them are told at once.
      .superRefine(checkTogether, { when: isMapping })
      .superRefine(checkFiles, { when: isMapping })
      .superRefine(checkHardware, { when: isMapping })
      .superRefine(checkExpressed(runtimes), { when: isMapping })
      .superRefine(checkScale(runtimes), { when: isMapping })
      .superRefine(checkEngine(runtimes), { when: isMapping })
      .superRefine(checkExposure(runtimes), { when: isMapping })
      .superRefine(refuseSecrets, { when: isMapping })
  );
}

function isMapping({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}

// Engines take several names in one argument, separated by commas.
const modelId = /^[^-,\s\p{Cc}][^,\p{Cc}]*$/u;

const modelSchema = z.strictObject({
  /** The name clients send, in the user's own spelling. */
  id: z
    .string()
    .max(253)
    .regex(modelId, 'holds a comma or a control character, or starts with a dash'),
  source: sourceSchema,
  sha256: digestSchema.optional(),
  /** The Secret of the namespace whose value the downloader shows to the source. */
  tokenSecret: z.strictObject({ name: objectName, key: dataKey }).optional(),
  /** Of sources in S3, those of the files beside the weights included. */
  s3: s3Schema.optional(),
  ...modelFiles,
});

const bytes = (example: string) =>
  z.string().refine(isBytes, `is not a quantity of bytes such as ${example}`);

const resourcesSchema = z.strictObject({
  cpu: z.string().refine(isAmount, 'is not a quantity such as 2 or 500m').optional(),
  memory: bytes('8Gi or 500M').optional(),
  /** On the disk of the node. */
  ephemeral: bytes('10Gi').optional(),
});

const cacheSchema = z.strictObject({
  mode: z.enum(cacheModes).optional(),
  /** Only with mode `claim`. */
  claim: objectName.optional(),
  size: bytes('50Gi').optional(),
  /** The StorageClass of a claim that is made. */
  class: objectName.optional(),
  access: z.enum(['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod']).optional(),
});

export type Intent = z.infer<ReturnType<typeof intentSchema>>;

function isAmount(text: string): boolean {
  return canonicalQuantity(text) !== undefined;
}

// `512m` are thousandths of a byte to Kubernetes, and never what somebody means.
function isBytes(text: string): boolean {
  return (parseBytesQuantity(text) ?? 0) > 0;
}
