import type { Fate, Sample } from './field-samples.ts';

const becomes = (part: object): Fate => ({ becomes: part });
const refused = (words: string): Fate => ({ refused: words });
const dropped = (words: string): Fate => ({ dropped: words });
const of = (service: object, fate: Fate): Sample => ({ service, fate });
const scaledBy = (...metrics: object[]): object => ({
  resources: { cpu: '1' },
  autoscaling: { maxReplicas: 3, metrics },
});

/** How many pods the operator kept, or who decided it. */
export const scaleSamples: Readonly<Record<string, readonly Sample[]>> = {
  replicas: [
    of({ replicas: 3 }, becomes({ scale: { replicas: 3 } })),
    of({ replicas: 3, autoscaling: { maxReplicas: 4 } }, dropped('decides the number')),
  ],
  'autoscaling.minReplicas': [
    of(
      { autoscaling: { minReplicas: 2, maxReplicas: 3 } },
      becomes({ scale: { autoscale: { min: 2, max: 3 } } }),
    ),
  ],
  'autoscaling.maxReplicas': [
    of({ autoscaling: { maxReplicas: 3 } }, becomes({ scale: { autoscale: { max: 3 } } })),
    of({ autoscaling: { maxReplicas: 3 }, suspend: true }, becomes({ scale: { replicas: 0 } })),
    of({ autoscaling: { maxReplicas: 3 }, suspend: true }, dropped('`suspend` came before it')),
  ],
  'autoscaling.metrics': [
    of(
      scaledBy(
        { type: 'Pods', name: 'queue', targetAverageValue: '500m' },
        { type: 'Resource', name: 'cpu', targetAverageUtilization: 80 },
      ),
      becomes({ scale: { autoscale: { target: { metric: 'queue', value: 0.5, cpu: 80 } } } }),
    ),
    of(scaledBy({ type: 'Pods', name: 'queue' }), refused('no cluster takes')),
    of(
      scaledBy({ type: 'Resource', name: 'memory', targetAverageUtilization: 80 }),
      refused('at rest as at work'),
    ),
    of(scaledBy({ type: 'Resource', name: 'cpu' }), refused('targetAverageUtilization')),
    of(
      scaledBy(
        { type: 'Pods', name: 'a', targetAverageValue: '1' },
        { type: 'Pods', name: 'b', targetAverageValue: '1' },
      ),
      refused('one is all'),
    ),
    of(scaledBy(), dropped('it is empty')),
  ],
};
