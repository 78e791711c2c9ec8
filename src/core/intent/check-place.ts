import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { parseSource } from '../source/parse-source.ts';
import { podProblems } from './check-engine.ts';
import { filesBeside, sourceFieldOf } from './model-files.ts';
import type { RuntimeSpec } from './runtime-schema.ts';
import type { Intent, Place } from './schema.ts';

/** Kinds of engines that this machine is looked through for. */
const hostRuntimeNames: readonly string[] = ['llamacpp'];

interface Rule {
  readonly place: Place;
  /** Of the field, as the schema has it. */
  readonly field: string;
  readonly breaks: (intent: Intent) => boolean;
  readonly why: string;
  readonly suggestions?: readonly string[];
}

const ofPods = 'has no effect on this machine: it is about pods of a cluster';

const rules: readonly Rule[] = [
  {
    place: 'pod',
    field: 'model.source',
    breaks: ({ model }) => parseSource(model.source).kind === 'path',
    why: 'is a file of this machine, which no pod can read',
    suggestions: ['the same command with --local'],
  },
  {
    place: 'host',
    field: 'runtime.kind',
    breaks: ({ runtime }) => !hostRuntimeNames.includes(runtime.kind),
    why: `is of pods alone; this machine runs ${hostRuntimeNames.join(' and ')}`,
  },
  ...(['image', 'command', 'envFrom'] as const).map(
    (field): Rule => ({
      place: 'host',
      field: `runtime.${field}`,
      breaks: ({ runtime }) => has(runtime[field]),
      why: ofPods,
    }),
  ),
  {
    place: 'host',
    field: 'runtime.env',
    breaks: ({ runtime }) =>
      Object.values(runtime.env ?? {}).some((value) => typeof value !== 'string'),
    why: 'can hold texts alone on this machine, which has no Secrets, ConfigMaps and pods',
  },
  {
    place: 'host',
    field: 'model.source',
    breaks: ({ model }) => parseSource(model.source).kind === 'claim',
    why: 'is a claim, which only pods of a cluster can mount',
  },
  {
    place: 'host',
    field: 'model.tokenSecret',
    breaks: ({ model }) => has(model.tokenSecret),
    why: 'has no effect on this machine: the token comes from $HF_TOKEN or the login of the hub',
  },
  {
    place: 'host',
    field: 'model.s3.secret',
    breaks: ({ model }) => has(model.s3?.secret),
    why: 'has no effect on this machine: the keys come from $AWS_ACCESS_KEY_ID',
  },
  ...(['gpus', 'claims', 'gpuMemory'] as const).map(
    (field): Rule => ({
      place: 'host',
      field: `hardware.${field}`,
      breaks: ({ hardware }) => has(hardware?.[field]),
      why: ofPods,
    }),
  ),
  ...(['bindAddress', 'service', 'ingress', 'route', 'policy', 'apiKeySecret'] as const).map(
    (field): Rule => ({
      place: 'host',
      field: `network.${field}`,
      breaks: ({ network }) => has(network?.[field]),
      why: ofPods,
    }),
  ),
  {
    place: 'host',
    field: 'rollout',
    breaks: ({ rollout }) => has(rollout),
    why: ofPods,
  },
  { place: 'host', field: 'monitoring', breaks: ({ monitoring }) => has(monitoring), why: ofPods },
  { place: 'host', field: 'resources', breaks: ({ resources }) => has(resources), why: ofPods },
  {
    place: 'host',
    field: 'cache',
    breaks: ({ cache }) => has(cache),
    why: 'has no effect on this machine: its releases share one folder of weights',
  },
  { place: 'host', field: 'pod', breaks: ({ pod }) => has(pod), why: ofPods },
  {
    place: 'host',
    field: 'scale.replicas',
    breaks: ({ scale }) => (scale?.replicas ?? 0) > 1,
    why: 'is more than 1: one machine runs one engine of a release',
  },
  {
    place: 'host',
    field: 'scale.autoscale',
    breaks: ({ scale }) => has(scale?.autoscale),
    why: ofPods,
  },
  { place: 'host', field: 'scale.keda', breaks: ({ scale }) => has(scale?.keda), why: ofPods },
  {
    place: 'host',
    field: 'model.sha256',
    breaks: ({ model }) => has(model.sha256) && parseSource(model.source).kind === 'path',
    why: 'has no effect: a file of this machine is not downloaded, so nothing checks it',
  },
  {
    place: 'host',
    field: 'network',
    breaks: ({ network, model }) => has(network) && parseSource(model.source).kind === 'path',
    why: 'has no effect: a file of this machine is not downloaded',
  },
];

/** A field that has no effect, or cannot be, where the release is to run. */
export interface Misplaced {
  /** As the schema has it. */
  readonly field: string;
  /** To stand after the name of the field. */
  readonly why: string;
  readonly suggestions: readonly string[];
}

/** Everything of an intent that does not fit the place. */
export function misplacedFields(
  intent: Intent,
  place: Place,
  runtimes: readonly RuntimeSpec[],
): readonly Misplaced[] {
  const broken = rules
    .filter((rule) => rule.place === place && rule.breaks(intent))
    .map(({ field, why, suggestions = [] }) => ({ field, why, suggestions }));
  const ofEngine = place === 'pod' ? podProblems(intent, runtimes) : [];
  return [
    ...broken,
    ...ofEngine.map(({ path, message }) => ({
      field: path.join('.'),
      why: message,
      suggestions: [],
    })),
    ...misplacedFiles(intent, place),
  ];
}

function misplacedFiles({ model }: Intent, place: Place): readonly Misplaced[] {
  const why =
    place === 'pod'
      ? 'is a file of this machine, which no pod can read'
      : 'is a claim, which only pods of a cluster can mount';
  return filesBeside(model)
    .filter(({ source }) => parseSource(source).kind === (place === 'pod' ? 'path' : 'claim'))
    .map((file) => ({ field: sourceFieldOf(file), why, suggestions: [] }));
}

/** Refuses what has no effect, or is missing, where the release is to run; all of it at once. */
export function checkPlace(intent: Intent, place: Place, runtimes: readonly RuntimeSpec[]): void {
  const broken = misplacedFields(intent, place, runtimes);
  if (broken.length === 0) return;
  const problems = broken.map(({ field, why }) => `\`${field}\` ${why}`);
  throw new LlmkubeError('INVALID_FIELD', `Cannot use this intent: ${problems.join('; ')}`, {
    facts: { fields: broken.map(({ field }) => field) },
    suggestions: [
      ...broken.flatMap(({ suggestions }) => suggestions),
      ...broken.map(({ field }) => `llmkube explain spec.${field}`),
    ].slice(0, 3),
  });
}

function has(value: unknown): boolean {
  return value !== undefined;
}
