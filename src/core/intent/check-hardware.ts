import type * as z from 'zod';
import { isOfMigParts, saidVendor } from '../hardware/gpu-resource.ts';
import { gpuSizes } from '../hardware/gpu-sizes.ts';
import type { Hardware } from './hardware-schema.ts';
import type { PodSettings } from './pod-schema.ts';
import { tellProblems } from './tell-problems.ts';

interface Together {
  readonly hardware: Hardware;
  readonly image: unknown;
  readonly pod: PodSettings;
}

interface Rule {
  readonly path: readonly string[];
  readonly message: (hardware: Hardware) => string;
  readonly breaks: (intent: Together) => boolean;
}

const hasGpus = ({ gpus, claims }: Hardware) => Number(gpus) > 0 || claims !== undefined;

// What the devices, their vendor and the image say of one another.
const rules: readonly Rule[] = [
  {
    path: ['hardware', 'resourceName'],
    message: ({ resourceName, vendor }) =>
      `is of ${saidVendor({ resourceName })}, and \`hardware.vendor\` is \`${vendor}\``,
    breaks: ({ hardware: { vendor, resourceName } }) => {
      const own = saidVendor({ resourceName });
      return vendor !== undefined && own !== undefined && own !== vendor;
    },
  },
  {
    path: ['hardware', 'vendor'],
    message: ({ resourceName }) =>
      `is missing: nobody can tell whose ${resourceName ?? 'the claimed devices'} are, and so which image fits; say it, or name \`runtime.image\``,
    breaks: ({ hardware, image }) =>
      image === undefined &&
      hardware.backend !== 'vulkan' &&
      saidVendor(hardware) === undefined &&
      (hardware.claims !== undefined ||
        (Number(hardware.gpus) > 0 && hardware.resourceName !== undefined)),
  },
  {
    path: ['hardware', 'renderGroup'],
    message: () => 'cannot be beside `pod.security.supplementalGroups`: name it among those',
    breaks: ({ hardware, pod }) =>
      hardware.renderGroup !== undefined && Object(pod.security).supplementalGroups !== undefined,
  },
  ...(['runAsUser', 'runAsGroup', 'fsGroup'] as const).map(
    (field): Rule => ({
      path: ['pod', 'security', field],
      message: () => 'cannot be beside `pod.identity: assigned`, which leaves it to the cluster',
      breaks: ({ pod }) => pod.identity === 'assigned' && Object(pod.security)[field] !== undefined,
    }),
  ),
  {
    path: ['hardware', 'backend'],
    message: () => 'has no effect beside `runtime.image`, which is built for one',
    breaks: ({ hardware, image }) => hardware.backend !== undefined && image !== undefined,
  },
  {
    path: ['hardware', 'backend'],
    message: () => 'is `vulkan`, which no part of a GPU (MIG) computes with',
    breaks: ({ hardware }) => hardware.backend === 'vulkan' && isOfMigParts(hardware),
  },
  {
    path: ['hardware', 'gpuMemory'],
    message: () => 'has no effect without `hardware.gpus`',
    breaks: ({ hardware }) => hardware.gpuMemory !== undefined && !(Number(hardware.gpus) > 0),
  },
  {
    path: ['hardware', 'gpuMemory'],
    message: ({ gpus }) => `is of another number of GPUs than the ${gpus} of \`hardware.gpus\``,
    breaks: ({ hardware }) => isOfOtherGpus(hardware),
  },
  ...(['backend', 'renderGroup'] as const).map(
    (field): Rule => ({
      path: ['hardware', field],
      message: () => 'has no effect without `hardware.gpus` or `hardware.claims`',
      breaks: ({ hardware }) => hardware[field] !== undefined && !hasGpus(hardware),
    }),
  ),
];

// One size is that of each.
function isOfOtherGpus({ gpuMemory, gpus }: Hardware): boolean {
  const sizes = gpuSizes(String(gpuMemory ?? ''));
  if (sizes.kind === 'problem' || !(Number(gpus) > 0)) return false;
  return sizes.bytes.length > 1 && sizes.bytes.length !== gpus;
}

/** Says which fields about devices contradict one another; the parts may be of any type. */
export function checkHardware(intent: unknown, context: z.RefinementCtx): void {
  const { hardware, runtime, pod } = Object(intent);
  const image = Object(runtime).image;
  const together = { hardware: Object(hardware), image, pod: Object(pod) };
  const broken = rules.filter(({ breaks }) => breaks(together));
  tellProblems(
    broken.map(({ path, message }) => ({ path, message: message(together.hardware) })),
    context,
  );
}
