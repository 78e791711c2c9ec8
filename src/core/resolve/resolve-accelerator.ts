import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { defined } from '../defined.ts';
import { acceleratorOf, imageMissing } from '../hardware/accelerator.ts';
import { saidVendor } from '../hardware/gpu-resource.ts';
import type { Accelerator } from '../intent/runtime-schema.ts';
import { onlyVendor } from '../profile/judge-profile.ts';
import type { ResolveInput } from './resolve.ts';
import type { Resolved } from './resolved.ts';

/**
 * Whose devices a release computes on, and the image that is built for them. What was fixed before
 * stays: neither another profile nor a newer table of images restarts what runs.
 */
export function resolveAccelerator(
  input: ResolveInput,
): Pick<Resolved, 'vendor' | 'image' | 'backend'> {
  const vendor = vendorOf(input);
  const backend = input.intent.hardware?.backend === 'vulkan' ? 'vulkan' : undefined;
  if (input.place === 'host') return defined({ vendor });
  return defined({ vendor, backend, image: imageOf(input, vendor) });
}

function vendorOf({ intent, previous, before, profile }: ResolveInput): Resolved['vendor'] {
  const { gpus = 0, claims, resourceName, mig } = intent.hardware ?? {};
  const said = saidVendor(intent.hardware ?? {});
  if (said !== undefined) return said;
  const isOpen =
    gpus > 0 && claims === undefined && resourceName === undefined && mig === undefined;
  if (!isOpen) return undefined;
  const wasGiven = Reflect.get(Object(before?.hardware), 'vendor') !== undefined;
  if (previous !== undefined && previous.gpus > 0 && !wasGiven) return previous.vendor;
  return profile === undefined ? undefined : onlyVendor(profile);
}

function imageOf(
  { intent, previous, before, runtime }: ResolveInput,
  vendor: Resolved['vendor'],
): string | undefined {
  const { image } = intent.runtime;
  if (image !== undefined) return image;
  const wasGiven = Reflect.get(Object(before?.runtime), 'image') !== undefined;
  const accelerator = acceleratorOf({ ...intent.hardware, vendor });
  const isOfSame =
    previous !== undefined &&
    previous.runtime === intent.runtime.kind &&
    acceleratorOf(previous) === accelerator;
  if (!wasGiven && isOfSame && previous.image !== undefined) return previous.image;
  const usual = runtime.images[accelerator];
  if (usual === undefined) throw noImage(runtime.name, accelerator);
  return usual;
}

// Only a look at the cluster has told whose devices they are.
function noImage(name: string, accelerator: Accelerator): LlmkubeError {
  return new LlmkubeError(
    'INVALID_FIELD',
    `Cannot use this intent: \`runtime.image\` ${imageMissing(name, accelerator)}`,
    { facts: { fields: ['runtime.image'] }, suggestions: ['llmkube explain spec.runtime.image'] },
  );
}
