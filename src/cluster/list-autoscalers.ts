import type { Manifest, ObjectRef } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { listObjects } from './list-pages.ts';
import type { Place } from './objects.ts';

/** Names of the autoscalers that set the number of an object's pods; none when nobody may say. */
export async function listAutoscalers(
  { connection, namespace, signal }: Place,
  scaled: ObjectRef,
): Promise<readonly string[]> {
  const kind = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };
  const keep = (object: Manifest) => (isTarget(object.spec, scaled) ? object.metadata.name : '');
  try {
    const { items } = await listObjects(connection, { kind, namespace, keep, signal });
    return items.filter((name) => name !== '');
  } catch (error) {
    // To know of them is a courtesy that needs a permission of its own.
    if (error instanceof LlmkubeError && error.code === 'FORBIDDEN') return [];
    throw error;
  }
}

function isTarget(spec: unknown, { kind, name }: ObjectRef): boolean {
  const target: unknown = Reflect.get(Object(spec), 'scaleTargetRef');
  return (
    Reflect.get(Object(target), 'kind') === kind && Reflect.get(Object(target), 'name') === name
  );
}
