/* A restatement of what the operator (v0.9.19) told llama-server, independent of `core/convert`. */

import type { OperatorModel, OperatorService } from './operator-spec.ts';

interface Input {
  readonly model: OperatorModel;
  readonly service: OperatorService;
  readonly path: string;
  readonly port: number;
}

const has = (args: readonly string[], name: string): boolean =>
  args.some((arg) => arg === name || arg.startsWith(`${name}=`));

const given = (name: string, value: unknown): string[] =>
  value === undefined || value === '' || value === 0 ? [] : [name, String(value)];

const flag = (name: string, on: boolean | undefined): string[] => (on === true ? [name] : []);

/** The arguments, in its order. */
export function operatorArgs(input: Input): readonly string[] {
  const { model, service, path, port } = input;
  const extra = service.extraArgs ?? [];
  return [
    ...['--model', path, '--port', String(port)],
    ...(has(extra, '--host') ? [] : ['--host', service.bindAddress ?? '::']),
    ...gpuArgs(model, service),
    ...given('--ctx-size', service.contextSize),
    ...(has(extra, '--rope-scaling') ? [] : ropeArgs(service)),
    ...(has(extra, '--parallel') ? [] : given('--parallel', service.parallelSlots)),
    ...(service.flashAttention === true && hasGpu(model, service) ? ['--flash-attn', 'on'] : []),
    ...memoryArgs(service),
    ...speculativeArgs(input),
    ...reasoningArgs(service),
    ...projectorArgs(input),
    ...(service.metadataOverrides ?? []).flatMap((one) => ['--override-kv', one]),
    ...modeArgs(service, extra),
    ...extra,
    ...(has(extra, '--metrics') ? [] : ['--metrics']),
  ];
}

/** The count of the Model, then that of the service. */
export function gpuCount({ hardware }: OperatorModel, { resources }: OperatorService): number {
  const ofModel = hardware?.gpu?.count ?? 0;
  return ofModel > 0 ? ofModel : (resources?.gpu ?? 0);
}

/** Whether a pod has one, by a device plugin or by a claim. */
export function hasGpu(model: OperatorModel, service: OperatorService): boolean {
  return gpuCount(model, service) > 0 || (model.hardware?.gpu?.resourceClaims ?? []).length > 0;
}

function gpuArgs(model: OperatorModel, service: OperatorService): string[] {
  if (!hasGpu(model, service)) return [];
  const { layers = 0, sharding = {} } = model.hardware?.gpu ?? {};
  const offload = ['--n-gpu-layers', String(layers > 0 ? layers : 99)];
  const count = gpuCount(model, service);
  if (count <= 1) return offload;
  const isRow = sharding.strategy === 'tensor' || sharding.strategy === 'row';
  const mode = sharding.strategy === 'none' ? 'none' : isRow ? 'row' : 'layer';
  const shares = mode === 'none' ? [] : ['--tensor-split', sharesOf(sharding.layerSplit, count)];
  return [...offload, '--split-mode', mode, ...shares];
}

function sharesOf(ranges: readonly string[] | undefined, count: number): string {
  const sizes = (ranges ?? []).map((range) => {
    const [first = Number.NaN, last = Number.NaN] = range.split('-').map(Number);
    return last - first + 1;
  });
  const isUsable = sizes.length === count && sizes.every((size) => size > 0);
  if (!isUsable) return Array.from({ length: count }, () => 1).join(',');
  const smallest = Math.min(...sizes);
  const divisors = Array.from({ length: smallest }, (_, index) => smallest - index);
  const divisor = divisors.find((one) => sizes.every((size) => size % one === 0)) ?? 1;
  return sizes.map((size) => size / divisor).join(',');
}

function ropeArgs({ ropeScaling }: OperatorService): string[] {
  if (ropeScaling?.type === undefined) return [];
  return [
    ...['--rope-scaling', ropeScaling.type],
    ...given('--rope-scale', ropeScaling.factor),
    ...given('--yarn-orig-ctx', ropeScaling.originalContext),
  ];
}

function memoryArgs(service: OperatorService): string[] {
  return [
    ...flag('--jinja', service.jinja),
    ...given('--cache-type-k', service.cacheTypeCustomK ?? service.cacheTypeK),
    ...given('--cache-type-v', service.cacheTypeCustomV ?? service.cacheTypeV),
    ...flag('--cpu-moe', service.moeCPUOffload),
    ...given('--n-cpu-moe', service.moeCPULayers),
    ...flag('--no-kv-offload', service.noKvOffload),
    ...(service.tensorOverrides ?? []).flatMap((one) => ['--override-tensor', one]),
    ...given('--batch-size', service.batchSize),
    ...given('--ubatch-size', service.uBatchSize),
    ...flag('--no-warmup', service.noWarmup),
  ];
}

const otherTypes: Readonly<Record<string, string>> = { mtp: 'draft-mtp', draft: 'draft-simple' };

function speculativeArgs({ model, service, path }: Input): string[] {
  const { type = 'none', nDraftMax, pMin, draftModel } = service.speculativeDecoding ?? {};
  if (type === 'none' || type === 'disabled') return [];
  const isDraft = /^(mtp|draft)/.test(type) && (model.files ?? []).length > 0;
  return [
    ...['--spec-type', otherTypes[type] ?? type],
    ...(isDraft ? given('-md', draftModel && besideOf(path, draftModel)) : []),
    ...given('--spec-draft-n-max', nDraftMax),
    ...(pMin === undefined ? [] : ['--spec-draft-p-min', String(pMin)]),
  ];
}

function projectorArgs({ model: { mmproj, files = [] }, path }: Input): string[] {
  return mmproj === undefined || files.length === 0 ? [] : ['--mmproj', besideOf(path, mmproj)];
}

function besideOf(path: string, name: string): string {
  return `${path.slice(0, path.lastIndexOf('/'))}/${name}`;
}

function reasoningArgs({ reasoningBudget, reasoningBudgetMessage }: OperatorService): string[] {
  if (reasoningBudget === undefined) return [];
  return [
    ...['--reasoning-budget', String(reasoningBudget)],
    ...given('--reasoning-budget-message', reasoningBudgetMessage),
  ];
}

function modeArgs({ mode }: OperatorService, extra: readonly string[]): string[] {
  const flags =
    mode === 'rerank'
      ? [['--reranking'], ['--embedding'], ['--pooling', 'rank'], ['--cache-ram', '0']]
      : [['--embedding'], ['--pooling', 'last'], ['--cache-ram', '0']];
  if (mode !== 'rerank' && mode !== 'embedding') return [];
  return flags.filter(([name = '']) => !has(extra, name)).flat();
}
