import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { describeRef, type Manifest, refOf } from '../manifest.ts';
import { valueAt } from '../value-at.ts';

/**
 * Whether a Service has an address of its own is decided when it is made. Asked to have one later,
 * Kubernetes 1.37 takes it and changes nothing, and the other way round names a field that nobody
 * has written.
 */
export function headlessRefusal(
  live: Manifest,
  desired: Manifest,
  namespace: string,
): LlmkubeError | undefined {
  if (desired.kind !== 'Service' || isHeadless(live) === isHeadless(desired)) return undefined;
  const object = describeRef(refOf(desired), namespace);
  const fact = isHeadless(desired) ? 'becomes headless' : 'stops to be headless';
  return new LlmkubeError('FIELD_IMMUTABLE', `Cannot change ${object}: no Service ever ${fact}`, {
    facts: { object, fields: ['spec.clusterIP'], field: 'network.service.type' },
    suggestions: [
      `kubectl -n ${namespace} delete service ${desired.metadata.name}`,
      'the same command again, which makes it anew',
    ],
  });
}

function isHeadless({ spec }: Manifest): boolean {
  return valueAt(spec, ['clusterIP']) === 'None';
}
