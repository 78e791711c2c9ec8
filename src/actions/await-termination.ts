import { describeRef, type ObjectRef } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Ports } from './ports.ts';

const patienceMilliseconds = 60_000;
const pauseMilliseconds = 250;

/** Waits until objects that are being deleted are gone; names what holds one that stays. */
export async function awaitTermination(
  objects: readonly ObjectRef[],
  { target, clock, signal }: Pick<Ports, 'target' | 'clock' | 'signal'>,
): Promise<void> {
  const start = clock.monotonic();
  for (const object of objects) {
    for (;;) {
      const live = await target.read(object);
      if (live?.metadata.deletionTimestamp === undefined) break;
      if (clock.monotonic() - start >= patienceMilliseconds || signal.aborted) {
        throw stuck(describeRef(object, target.address.namespace), live.metadata.finalizers ?? []);
      }
      await clock.sleep(pauseMilliseconds, signal);
    }
  }
}

function stuck(name: string, finalizers: readonly string[]): LlmkubeError {
  const held = finalizers.length === 0 ? '' : `, held by ${finalizers.join(', ')}`;
  return new LlmkubeError(
    'OBJECT_TERMINATING',
    `Cannot go on: ${name} is still being deleted${held}`,
    {
      facts: { object: name, finalizers },
    },
  );
}
