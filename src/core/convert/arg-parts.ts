import { contextLengthOf, type Facts } from './facts.ts';
import type { Said } from './read-args.ts';
import { referencesIn, withoutReferences } from './references.ts';
import type { Part, Refusal } from './row.ts';
import { sharesOf } from './split.ts';

const list = ['runtime', 'args'];

/** What `extraArgs` become: fields where there are fields, and arguments. */
export function argParts(facts: Facts): readonly Part[] {
  const { said, rest } = facts.args;
  const { alias, host, contextSize, parallel } = said;
  const parts: Part[] = [];
  const say = (field: string, { value, index }: { value: unknown; index: number }): void => {
    parts.push({ to: field.split('.'), value, from: [index] });
  };
  if (alias !== undefined) say('model.id', { value: alias.text, index: alias.index });
  if (host !== undefined) say('network.bindAddress', { value: host.text, index: host.index });
  if (contextSize !== undefined) {
    say('serving.contextLength', { value: contextLengthOf(facts), index: contextSize.index });
  }
  if (parallel !== undefined) {
    say('serving.concurrency', { value: Number(parallel.text), index: parallel.index });
  }
  const mode = said.rerank ?? said.embedding;
  if (mode !== undefined) say('serving.mode', { value: facts.mode, index: mode.index });
  const { speculative } = said;
  if (speculative !== undefined) {
    say('serving.speculative.method', { value: speculative.text, index: speculative.index });
  }
  if (rest.length === 0) return parts;
  const value = rest.map(({ text }) => withoutReferences(text));
  const items = rest.map(({ text, index }, at) => ({
    to: [...list, at],
    value: withoutReferences(text),
    from: [index],
  }));
  return [...parts, { to: list, value, from: [] }, ...items];
}

const refused: Readonly<Partial<Record<Said, string>>> = {
  model: 'names the weights, which are the `source` of the Model; remove it',
  source: 'names the weights, which are the `source` of the Model; remove it',
  projector:
    'names a file of the pod, which is fetched from now on; name it in `files` and `mmproj`',
  draft:
    'names a file of the pod, which is fetched from now on; name it in `files` and `draftModel`',
  adapters:
    'names a file of the pod, which is fetched from now on; remove it and write its source in `model.adapters` of what is converted',
  token: 'shows a token to all who see the pod; name a Secret in `sourceSecretRef` of the Model',
  port: 'names the port of the engine, which its probes and its Service need; remove it',
};

const isCount = /^[1-9][0-9]{0,8}$/;

export function argRefusals({ service, args }: Facts): readonly Refusal[] {
  const named = Object.entries(args.said).flatMap(([name, { index, text }]) => {
    const at = [index];
    const message = refused[name as Said];
    if (message !== undefined) return [{ at, message }];
    if (name === 'tensorSplit' && sharesOf(text) === undefined) {
      return [{ at, message: 'is not a whole number for each GPU, separated by commas' }];
    }
    const isNumber = name === 'contextSize' || name === 'parallel';
    return isNumber && !isCount.test(text)
      ? [{ at, message: 'is not a whole number from 1; a document has no word for the default' }]
      : [];
  });
  const open = args.open.map((index) => ({ at: [index], message: 'has no value' }));
  return [...referencesIn(service.extraArgs ?? []), ...named, ...open];
}
