import type { Fate, Sample } from './field-samples.ts';

const becomes = (part: object): Fate => ({ becomes: part });
const refused = (words: string): Fate => ({ refused: words });
const dropped = (words: string): Fate => ({ dropped: words });
const of = (service: object, fate: Fate): Sample => ({ service, fate });
const pod = (part: object): Fate => becomes({ pod: part });
const env = (name: string, more: object): object => ({ env: [{ name, ...more }] });
const method = (name: string): Fate => becomes({ serving: { speculative: { method: name } } });
const key = { name: 's', key: 'k' };
const toleration = { key: 'a', operator: 'Exists' };
const volume = { name: 'v', emptyDir: {} };
const mount = { name: 'v', mountPath: '/v' };
const spread = {
  ...{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
  labelSelector: { matchLabels: { team: 'a' } },
};
const probe = { httpGet: { path: '/x', port: 9000 } };

/** Samples of the fields about the process and its pods. */
export const podSamples: Readonly<Record<string, readonly Sample[]>> = {
  command: [
    of({ command: ['/bin/e', '$$x'] }, becomes({ runtime: { command: ['/bin/e', '$x'] } })),
    of({ command: ['/bin/e', '$(HOME)'] }, refused('`$(NAME)`')),
  ],
  extraArgs: [
    of({ extraArgs: ['--threads', '2'] }, becomes({ runtime: { args: ['--threads', '2'] } })),
    of({ extraArgs: ['--metrics'] }, becomes({})),
    of({ extraArgs: ['-a', 'x'] }, becomes({ model: { id: 'x' } })),
    of({ extraArgs: ['--host=fd00::1'] }, becomes({ network: { bindAddress: 'fd00::1' } })),
    of(
      { extraArgs: ['--ctx-size', '4096', '-np', '2', '--mlock'] },
      becomes({ serving: { contextLength: 2048, concurrency: 2 }, runtime: { args: ['--mlock'] } }),
    ),
    of({ extraArgs: ['--reranking', '--embedding'] }, becomes({ serving: { mode: 'rerank' } })),
    of({ extraArgs: ['--spec-type', 'ngram-mod'] }, method('ngram-mod')),
    {
      ...of(
        { extraArgs: ['-sm', 'row', '-ts', '3,1'] },
        becomes({ hardware: { split: { mode: 'row', ratio: [3, 1] } } }),
      ),
      model: { hardware: { gpu: { count: 2 } } },
    },
    of({ extraArgs: ['-ts', '0.5,1'] }, refused('whole number for each GPU')),
    of({ extraArgs: ['-hf', 'o/r'] }, refused('`source` of the Model')),
    of({ extraArgs: ['--hf-token', 'x'] }, refused('`sourceSecretRef`')),
    of({ extraArgs: ['-m', '/x.gguf'] }, refused('`source` of the Model')),
    of({ extraArgs: ['--port', '1'] }, refused('names the port')),
    of({ extraArgs: ['-c', '0'] }, refused('whole number from 1')),
    of({ extraArgs: ['-c'] }, refused('has no value')),
    of({ extraArgs: ['--key', '$(X)'] }, refused('`$(NAME)`')),
  ],
  env: [
    of(env('A', { value: 'b$$c' }), becomes({ runtime: { env: { A: 'b$c' } } })),
    of(env('A', {}), becomes({ runtime: { env: { A: '' } } })),
    of(
      env('A', { valueFrom: { secretKeyRef: key } }),
      becomes({ runtime: { env: { A: { secret: key } } } }),
    ),
    of(
      env('A', { valueFrom: { configMapKeyRef: key } }),
      becomes({ runtime: { env: { A: { configMap: key } } } }),
    ),
    of(
      env('A', { valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }),
      becomes({ runtime: { env: { A: { field: 'status.podIP' } } } }),
    ),
    of(env('A', { value: 'x $(B)' }), refused('`$(NAME)`')),
    of(env('A', { valueFrom: { secretKeyRef: { ...key, optional: true } } }), refused('be there')),
    of(env('A', { valueFrom: { resourceFieldRef: { resource: 'x' } } }), refused('no word')),
    of(env('A', { value: 'x', valueFrom: { secretKeyRef: key } }), refused('exactly one')),
    of({ env: [{ name: 'A' }, { name: 'A' }] }, refused('another variable too')),
  ],
  extraVolumes: [of({ extraVolumes: [volume] }, pod({ volumes: [volume] }))],
  extraVolumeMounts: [of({ extraVolumeMounts: [mount] }, pod({ mounts: [mount] }))],
  tolerations: [
    of({ tolerations: [toleration] }, pod({ tolerations: [toleration] })),
    of({ tolerations: [] }, dropped('is empty')),
  ],
  nodeSelector: [of({ nodeSelector: { a: 'b' } }, pod({ nodeSelector: { a: 'b' } }))],
  podAnnotations: [of({ podAnnotations: { a: 'b' } }, pod({ annotations: { a: 'b' } }))],
  podLabels: [
    of({ podLabels: { a: 'b', app: 'c' } }, pod({ labels: { a: 'b' } })),
    of({ podLabels: { a: 'b', app: 'c' } }, dropped('loses `app`')),
  ],
  topologySpreadConstraints: [
    of({ topologySpreadConstraints: [spread] }, pod({ topologySpread: [spread] })),
  ],
  affinity: [of({ affinity: { podAffinity: {} } }, pod({ affinity: { podAffinity: {} } }))],
  runtimeClassName: [of({ runtimeClassName: 'nvidia' }, pod({ runtimeClass: 'nvidia' }))],
  imagePullSecrets: [of({ imagePullSecrets: [{ name: 'p' }] }, pod({ pullSecrets: ['p'] }))],
  priority: [
    of({ priority: 'normal' }, becomes({})),
    of({ priority: 'high' }, pod({ priorityClass: 'llmkube-high' })),
    of({ priority: 'high', priorityClassName: 'own' }, dropped('`priorityClassName`')),
  ],
  priorityClassName: [of({ priorityClassName: 'own' }, pod({ priorityClass: 'own' }))],
  evictionProtection: [of({ evictionProtection: true }, dropped('Mac'))],
  podSecurityContext: [
    of({ podSecurityContext: { fsGroup: 7 } }, pod({ security: { fsGroup: 7 } })),
  ],
  securityContext: [
    of({ securityContext: { runAsUser: 7 } }, pod({ containerSecurity: { runAsUser: 7 } })),
  ],
  'probeOverrides.startup': [
    of(
      { probeOverrides: { startup: probe }, containerPort: 9000 },
      pod({ probes: { startup: { httpGet: { path: '/x', port: 'http' } } } }),
    ),
    of({ probeOverrides: { startup: probe } }, pod({ probes: { startup: probe } })),
  ],
  'probeOverrides.liveness': [
    of({ probeOverrides: { liveness: probe } }, pod({ probes: { liveness: probe } })),
  ],
  'probeOverrides.readiness': [
    of({ probeOverrides: { readiness: probe } }, pod({ probes: { readiness: probe } })),
  ],
};
