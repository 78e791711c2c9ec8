import { type DeployInput, deploy } from '../../src/actions/deploy.ts';
import { defaultObserveOptions } from '../../src/actions/observe-options.ts';
import type { StoredRecord } from '../../src/core/target.ts';
import { createPorts } from './action-ports.ts';
import { createMemoryTarget, type MemoryTarget } from './memory-target.ts';

const source = 'https://models.example/m.gguf';

/** A deploy of the release `qwen` that does not wait for its pods. */
export function inputOf(image: string): DeployInput {
  const given = { model: { source }, runtime: { image } };
  return {
    release: 'qwen',
    id: 'qwen',
    given,
    wait: false,
    observe: defaultObserveOptions,
    requireProof: false,
  };
}

/** What a test compares: everything but the marks of time, chance and order. */
export function shapeOf(target: MemoryTarget): object {
  const state = target.records.get('qwen')?.record.state;
  return {
    phase: state?.phase,
    revision: state?.revision,
    isHeld: state?.pending !== undefined,
    inventory: state?.inventory.map(({ kind, name, uid }) => ({
      name: `${kind}/${name}`,
      isLive: uid !== undefined && target.objects.get(`${kind}/${name}`)?.metadata.uid === uid,
    })),
    objects: [...target.objects.keys()].toSorted(),
    images: JSON.stringify([...target.objects.values()]).match(/"image":"[^"]+"/g),
    intent: target.records.get('qwen')?.record.intent,
    revisions: [...(target.records.get('qwen')?.record.revisions.keys() ?? [])],
  };
}

/** A target with `qwen` deployed once, or empty without an image. */
export async function deployedBefore(image: string | undefined): Promise<MemoryTarget> {
  const target = createMemoryTarget();
  if (image !== undefined) await deploy(inputOf(image), createPorts({ target }));
  return target;
}

/** The stored record of `qwen`. */
export function storedIn(target: MemoryTarget): StoredRecord {
  const stored = target.records.get('qwen');
  if (stored === undefined) throw new Error('there is no record');
  return stored;
}
