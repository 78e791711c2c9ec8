import { mergeIntent, type PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { renderIntent } from './render-intent.ts';

/** The pod that a whole repository is served in, by an engine that takes one. */
export function podOf(kind: string, changes: PartialIntent = {}) {
  const plain = {
    model: { id: 'Qwen', source: 'hf://org/model' },
    runtime: { kind, image: 'engine:1' },
  };
  const objects = renderIntent(mergeIntent(plain, changes));
  const deployment = objects.find((object) => object.kind === 'Deployment');
  return Object(deployment).spec.template.spec;
}

/** The container of the engine in it. */
export function serverOf(kind: string, changes: PartialIntent = {}) {
  return podOf(kind, changes).containers[0];
}

/** What the variables of a container hold that are texts. */
export function textsOf(server: { env: { name: string; value?: string }[] }) {
  return Object.fromEntries(server.env.map(({ name, value }) => [name, value]));
}
