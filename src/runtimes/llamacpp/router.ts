import type { EngineOptions, EngineRule } from '../../core/intent/runtime-schema.ts';
import type { Source } from '../../core/source/parse-source.ts';
import { sourceIn } from '../../core/source/source-in.ts';
import { valueAt } from '../../core/value-at.ts';

/** Whether it serves all models of a folder instead of one. */
export function isRouter(options: EngineOptions): boolean {
  return options.router !== undefined;
}

const noMetric = 'each model of `runtime.llamacpp.router` counts its own requests';
const ofOneModel = 'cannot be beside `runtime.llamacpp.router`: it belongs to one model of many';
const ofEachModel = `has no effect: ${noMetric}`;

/** Fields that say nothing of a folder of models. */
const refused: readonly (readonly [readonly string[], string])[] = [
  [['model', 'projector'], ofOneModel],
  [['model', 'draft'], ofOneModel],
  [['model', 'adapters'], ofOneModel],
  [['monitoring', 'podMonitor'], ofEachModel],
  [['monitoring', 'rules'], ofEachModel],
  [['rollout', 'drainSeconds'], ofEachModel],
];

/** What an engine cannot do that loads its models when they are asked for. */
export const routerRules: readonly EngineRule[] = [
  ...refused.map(
    ([path, message]): EngineRule => ({
      path,
      message,
      breaks: ({ options, whole }) => isRouter(options) && valueAt(whole, path) !== undefined,
    }),
  ),
  {
    path: ['scale', 'autoscale', 'target'],
    message: `has to name a \`metric\` or the \`cpu\`: ${noMetric}`,
    breaks: ({ options, whole }) => {
      const autoscale = valueAt(whole, ['scale', 'autoscale']);
      const { cpu, metric } = Object(Object(autoscale).target);
      return (
        isRouter(options) && autoscale !== undefined && cpu === undefined && metric === undefined
      );
    },
  },
  {
    path: ['scale', 'keda', 'prometheus', 'query'],
    message: `is missing: ${noMetric}`,
    breaks: ({ options, whole }) => {
      const asked = valueAt(whole, ['scale', 'keda', 'prometheus']);
      return isRouter(options) && asked !== undefined && Object(asked).query === undefined;
    },
  },
  {
    path: ['model', 'source'],
    message:
      'is one file, and `runtime.llamacpp.router` serves all those of a folder: write pvc://CLAIM/FOLDER',
    breaks: ({ options, whole }) => {
      const source = sourceIn(valueAt(whole, ['model', 'source']));
      return isRouter(options) && source !== undefined && !isFolder(source);
    },
  },
];

function isFolder(source: Source): boolean {
  return source.kind === 'claim' && !/\.gguf$/i.test(source.path);
}
