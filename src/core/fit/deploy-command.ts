import { gpuResourceOf, saidVendor, vendorOfResource } from '../hardware/gpu-resource.ts';
import { parseSource } from '../source/parse-source.ts';
import { quoteWord } from '../text/quote-word.ts';
import type { FitQuestionAsked } from './answer-fit.ts';
import type { NodeFit } from './fit-nodes-result.ts';

type Asked = Pick<FitQuestionAsked, 'name' | 'source' | 'concurrency'>;

/**
 * Where a release fits best: with GPUs before processors alone, with the least given up, on as few
 * GPUs as possible. Nothing where no node that pods are sent to is known to fit, and where its
 * devices need a claim first.
 */
export function bestOf(rows: readonly NodeFit[]): NodeFit | undefined {
  return rows.filter(isFree).toSorted((one, other) => costOf(one) - costOf(other))[0];
}

/** The command that deploys a model there; nothing for a file, which a cluster does not have. */
export function deployCommand(
  { name, source, concurrency }: Asked,
  best: NodeFit,
): string | undefined {
  if (parseSource(source).kind === 'path') return undefined;
  return [
    ...['llmkube', 'deploy', quoteWord(name)],
    ...['--context-length', String(best.contextLength)],
    ...(concurrency === undefined ? [] : ['--concurrency', String(concurrency)]),
    ...(best.gpus === 0 ? [] : ['--gpus', String(best.gpus), ...kindOf(best)]),
  ].join(' ');
}

function isFree({ fits, isSchedulable, taints, via }: NodeFit): boolean {
  return fits === 'yes' && isSchedulable && taints.length === 0 && via === 'resource';
}

/** More than any number of GPUs. */
const worse = 1000;

function costOf({ gpus, steps }: NodeFit): number {
  return (gpus === 0 ? 100 * worse : 0) + steps.length * worse + gpus;
}

function kindOf({ resource }: NodeFit): readonly string[] {
  if (resource === gpuResourceOf({})) return [];
  const whole = vendorOfResource(resource);
  if (whole !== undefined) return ['--gpu-vendor', whole];
  const vendor = saidVendor({ resourceName: resource });
  const name = ['--set', quoteWord(`hardware.resourceName=${resource}`)];
  return vendor === 'nvidia' ? name : [...name, '--gpu-vendor', String(vendor)];
}
