import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { PeerItem } from './peer-item.ts';

const ours: PartialIntent = { runtime: { image: null } };
const gpu = (rest: PartialIntent = {}): PartialIntent => ({ hardware: { gpus: 1, ...rest } });
const image = 'engine.image';

/** Images and devices (6.5). */
export const hardware: readonly PeerItem[] = [
  {
    id: '61 #1197',
    promise: 'GPUs have an image for GPUs, those of no vendor one for NVIDIA',
    shown: {
      given: { ...ours, ...gpu() },
      holds: { [image]: /server-cuda/, 'engine.resources.limits.nvidia.com/gpu': '1' },
    },
  },
  {
    id: '62',
    promise: 'without GPUs the image is the one for processors',
    shown: { given: { ...ours, hardware: { gpus: 0 } }, holds: { [image]: /:server-b/ } },
  },
  {
    id: '63',
    promise: 'AMD has an image of its own',
    shown: { given: { ...ours, ...gpu({ vendor: 'amd' }) }, holds: { [image]: /server-rocm/ } },
  },
  {
    id: '64',
    promise: 'an image that is said comes before every table',
    shown: { given: gpu({ vendor: 'amd' }), holds: { [image]: 'llama-server:1' } },
  },
  {
    id: '65 #701',
    promise: 'ROCm asks for the device that Vulkan asks for',
    shown: { file: 'test/core/convert/regressions.test.ts', title: 'ROCm asks for the device' },
  },
  {
    id: '66 #1560 #1572',
    promise: 'the group of render devices is one that is said, and none otherwise',
    shown: {
      given: gpu({ resourceName: 'devic.es/dri-render', vendor: 'amd', renderGroup: 992 }),
      holds: { 'pod.securityContext.supplementalGroups': [992] },
    },
  },
  {
    id: '66 #1560 #1572',
    promise: 'and GPUs of another kind need none',
    shown: { given: gpu(), holds: { 'pod.securityContext.supplementalGroups': undefined } },
  },
  {
    id: '67 #1074',
    promise: 'what is shown of a device is what was said',
    shown: { differs: 'there is no second field for what is shown' },
  },
  {
    id: '68 #230 #747',
    promise: 'nodes are looked through for the device that the pod will ask for',
    shown: {
      file: 'test/core/profile/profile.test.ts',
      title: 'what the cluster cannot give is told',
    },
  },
  {
    id: '69 #754',
    promise: 'a claim of devices that is not there keeps nobody waiting in silence',
    shown: { differs: 'the scheduler says so of the pod, and its words are the phase' },
  },
  {
    id: '70 #753',
    promise: 'claims and a resource are refused together',
    shown: {
      given: {
        hardware: { claims: [{ name: 'g', claimName: 'one' }], resourceName: 'nvidia.com/gpu' },
      },
      refused: '`hardware.resourceName`',
    },
  },
  {
    id: '71',
    promise: 'there is one table of the names of devices',
    shown: { differs: 'src/core/hardware/gpu-resource.ts is the only one' },
  },
  {
    id: '72 #1385',
    promise: 'an engine that computes on processors is not taken for one on GPUs',
    shown: {
      file: 'test/actions/check-devices.test.ts',
      title: 'an engine that computes on the processor is no success',
    },
  },
];
