import { nothing, type Side } from './apply-rows.ts';
import { type CheckedModel, type CheckedService, type Origin, sentenceAt } from './checked.ts';
import type { Facts } from './facts.ts';
import { routerKind } from './router.ts';
import { servedName } from './served-name.ts';
import { splitOf } from './split.ts';

interface Pair {
  readonly model: CheckedModel;
  readonly service: CheckedService;
}

/** What the operator did where nobody said a word, `said` has none, and a release does otherwise. */
export function impliedSide({ model, service }: Pair, facts: Facts, said: readonly Side[]): Side {
  if (facts.engine !== undefined) return impliedName(service, facts);
  const given = said.flatMap(({ placed }) => placed.map(({ origin }) => origin.to.join('.')));
  const { args } = facts;
  const sharding = ['spec', 'hardware', 'gpu', 'sharding'];
  // The operator told its router nothing of GPUs.
  const { mode, ratio } = facts.runtime === routerKind ? {} : splitOf(facts);
  const ofArgs = (index: number | undefined) =>
    index === undefined
      ? { source: model.source, from: sharding }
      : { source: service.source, from: ['spec', 'extraArgs', index] };
  const at = (to: string, { source, from }: Pick<Origin, 'source' | 'from'>): Origin => ({
    to: ['spec', ...to.split('.')],
    source,
    from,
  });
  const bind = { source: service.source, from: ['spec', 'bindAddress'] };
  const parts = [
    { origin: at('network.bindAddress', bind), value: '::' },
    { origin: at('hardware.split.mode', ofArgs(args.said.splitMode?.index)), value: mode },
    { origin: at('hardware.split.ratio', ofArgs(args.said.tensorSplit?.index)), value: ratio },
  ];
  return {
    placed: parts.filter(
      ({ origin, value }) => value !== undefined && !given.includes(origin.to.join('.')),
    ),
    notes: contextNotes(service, facts),
    problems: [],
  };
}

function contextNotes({ source }: CheckedService, { runtime, contextSize }: Facts): Side['notes'] {
  if (contextSize !== undefined && runtime !== routerKind) return [];
  const message =
    'is not said: the engine took all that its model was trained for, and a release takes 8192 tokens; write `serving.contextLength` for more';
  return [sentenceAt(source, ['spec', 'contextSize'], message)];
}

function impliedName({ source }: CheckedService, facts: Facts): Side {
  const value = servedName(facts);
  if (value === undefined) return nothing;
  const from = ['spec', facts.runtime === 'sglang' ? 'modelRef' : 'runtime'];
  return { ...nothing, placed: [{ origin: { to: ['spec', 'model', 'id'], source, from }, value }] };
}
