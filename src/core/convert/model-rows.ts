import { withoutGpu } from './block-rows.ts';
import type { Facts } from './facts.ts';
import {
  besideOf,
  filesRefusal,
  isOfS3,
  sourceNote,
  sourceOf,
  sourceRefusal,
} from './model-source.ts';
import { ofEngines } from './of-engines.ts';
import { ofRouter, routerKind } from './router.ts';
import type { Row, Rows } from './row.ts';
import { layerShares, splitOf } from './split.ts';
import { isTokenOfEngine } from './token-row.ts';

const onlyMac = "only the operator's agent for a Mac read it";

/** For what says nothing unless the pod has a GPU. */
function ofGpu(row: Row): Row {
  return { ...row, drop: ({ hasGpu }) => (hasGpu ? undefined : withoutGpu) };
}

function ofSeveralGpus({ gpus }: Facts): string | undefined {
  return gpus > 1 ? undefined : 'it had no effect without a second GPU';
}

function inArgs(said: object | undefined): string | undefined {
  return said === undefined ? undefined : '`extraArgs` came after it';
}

const weightsRows: Rows = {
  source: { refuse: sourceRefusal, to: 'model.source', as: sourceOf, note: sourceNote },
  sha256: {
    drop: ({ fromClaim, engine }) => {
      if (engine?.takesRepository === true)
        return 'a repository has many files, which its commit names';
      return fromClaim ? 'what a claim holds was never checked, and is not downloaded' : undefined;
    },
    to: 'model.sha256',
    as: ({ model }) => model.sha256?.toLowerCase(),
    note: 'is checked from now on: the operator did so for files of its own disk alone',
  },
  sourceSecretRef: {
    drop: (facts) => {
      const { model } = facts;
      if (isOfS3(facts)) return undefined;
      if (isTokenOfEngine(facts)) return 'the token of the service came to the engine';
      return /^(hf:\/\/|https:\/\/(www\.)?huggingface\.co\/)/i.test(model.source)
        ? undefined
        : 'the operator showed it to no source of this kind';
    },
    parts: (facts) => {
      const value = facts.model.sourceSecretRef?.name;
      if (isOfS3(facts)) return [{ to: ['model', 's3', 'secret'], value, from: ['name'] }];
      return [
        { to: ['model', 'tokenSecret', 'name'], value, from: ['name'] },
        { to: ['model', 'tokenSecret', 'key'], value: 'HF_TOKEN', from: ['name'] },
      ];
    },
    note: (facts) =>
      isOfS3(facts)
        ? 'gave the store and the region too: write its `AWS_ENDPOINT_URL` and `AWS_REGION` as `model.s3.endpoint` and `model.s3.region`'
        : 'is shown to the hub from now on, by its key `HF_TOKEN`: the operator never sent it',
  },
  refreshPolicy: {
    same: 'IfNotPresent',
    refuse:
      'cannot be `OnChange`: the weights of a release change with its `source` or `sha256` alone, so that a restart never serves others; remove it',
  },
  prefetch: {
    same: false,
    refuse: 'cannot be true: nothing is downloaded before the first pod of a release; remove it',
  },
  prefetchTolerations: { drop: 'it had no effect without `prefetch`' },
  format: {
    same: 'gguf',
    refuse: ({ engine }) =>
      engine === undefined
        ? 'is not `gguf`, the only form of weights that llama.cpp reads'
        : undefined,
    drop: 'the engine sees it by the files',
  },
  quantization: { drop: 'the operator showed it and used it for nothing' },
  files: {
    drop: ({ model, runtime, engine }) => {
      if (runtime === routerKind) return ofRouter;
      if (model.files?.length === 0) return 'the operator took none for no list at all';
      return engine?.takesRepository === true
        ? 'the engine fetches what it needs of the repository'
        : undefined;
    },
    refuse: (facts) => (facts.runtime === routerKind ? undefined : filesRefusal(facts)),
    // `source` says where the one file is.
    parts: () => [],
  },
  ...ofEngines(['llamacpp'], {
    mmproj: {
      drop: ({ model }) =>
        (model.files ?? []).length === 0 ? 'it had no effect without `files`' : undefined,
      to: 'model.projector.source',
      as: (facts) => besideOf(facts, facts.model.mmproj),
    },
  }),
  'resources.cpu': { drop: 'the operator read it from the InferenceService alone' },
  'resources.memory': { drop: 'the operator read it from the InferenceService alone' },
};

const hardwareRows: Rows = {
  'hardware.accelerator': {
    same: 'cpu',
    refuse: ({ model }) =>
      model.hardware?.accelerator === 'metal'
        ? 'cannot be `metal`: no pod has it; deploy it on the Mac itself with --local'
        : undefined,
    drop: 'it was shown and chose nothing; GPUs are asked for by their count',
  },
  'hardware.gpu.enabled': {
    drop: ({ model, hasGpu }) => {
      if (model.hardware?.gpu?.enabled === hasGpu) return undefined;
      return hasGpu ? 'the count alone asked for GPUs' : 'without a count it asked for no GPU';
    },
    parts: () => [],
  },
  'hardware.gpu.count': {
    drop: ({ model, gpus }) =>
      model.hardware?.gpu?.count === 0 && gpus > 0
        ? 'with 0 the operator took the count of the InferenceService'
        : undefined,
    to: 'hardware.gpus',
    as: ({ gpus }) => (gpus > 0 ? gpus : undefined),
  },
  'hardware.gpu.memory': { drop: 'it was counted in quotas alone and never reached a pod' },
  'hardware.gpu.vendor': ofGpu({ to: 'hardware.vendor' }),
  'hardware.gpu.resourceName': ofGpu({ to: 'hardware.resourceName' }),
  'hardware.gpu.tolerationKey': {
    drop: ({ gpus }) => (gpus > 0 ? undefined : 'it had no effect without a count of GPUs'),
    to: 'hardware.tolerationKey',
  },
  'hardware.gpu.runtime': {
    drop: ({ model, gpus }) =>
      model.hardware?.gpu?.vendor === 'amd' && gpus > 0
        ? undefined
        : 'it had no effect without a GPU of AMD',
    to: 'hardware.resourceName',
    as: ({ model }) => model.hardware?.gpu?.resourceName ?? 'devic.es/dri-render',
    note: ({ service, engine }) =>
      service.image === undefined && engine === undefined
        ? "chose an image that the operator's project publishes; set `image` to go on with that one"
        : undefined,
  },
  ...ofEngines(['llamacpp'], {
    'hardware.gpu.layers': {
      ...ofGpu({ to: 'runtime.llamacpp.gpuLayers' }),
      // Without a word the engine puts all layers on the GPU; the operator said so with 0 and -1.
      as: ({ model }) => {
        const { layers = 0 } = model.hardware?.gpu ?? {};
        return layers > 0 ? layers : undefined;
      },
    },
    'hardware.gpu.sharding.strategy': {
      drop: (facts) => ofSeveralGpus(facts) ?? inArgs(facts.args.said.splitMode),
      to: 'hardware.split.mode',
      as: (facts) => splitOf(facts).mode,
    },
    'hardware.gpu.sharding.layerSplit': {
      drop: (facts) =>
        ofSeveralGpus(facts) ??
        inArgs(facts.args.said.tensorSplit) ??
        (layerShares(facts) === undefined || splitOf(facts).ratio === undefined
          ? 'it had no effect: it needs one range of layers, as `0-15`, for each GPU, and a split'
          : undefined),
      to: 'hardware.split.ratio',
      as: layerShares,
    },
  }),
  'hardware.gpu.resourceClaims': {
    refuse: ({ model, gpus }) =>
      model.hardware?.gpu?.resourceName === undefined && gpus === 0
        ? undefined
        : 'has claims beside a count or a `resourceName`: a pod gets its GPUs by one of them',
    drop: ({ model }) =>
      model.hardware?.gpu?.resourceClaims?.length === 0 ? 'it holds no claim' : undefined,
    to: 'hardware.claims',
  },
  'hardware.memoryBudget': { drop: onlyMac },
  'hardware.memoryFraction': { drop: onlyMac },
};

/** What becomes of every field of a Model's spec. */
export const modelRows: Rows = { ...weightsRows, ...hardwareRows };
