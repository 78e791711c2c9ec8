import type { Manifest } from '../../src/core/manifest.ts';
import { renderHost } from '../../src/core/render/host.ts';
import { llamacpp } from '../../src/runtimes/llamacpp/llamacpp.ts';
import { resolvedWith } from './resolved.ts';

const model = {
  kind: 'file',
  source: '/m/a.gguf',
  file: '/m/a.gguf',
  bytes: 1000,
  fingerprint: 'f',
} as const;

/** What a machine is to run of release `a`, which serves a file, with these differences. */
export function machineDeployment(changes: Parameters<typeof resolvedWith>[0] = {}): Manifest {
  const resolved = resolvedWith({ model, ...changes });
  const [manifest] = renderHost({ release: 'a', namespace: 'local', resolved, runtime: llamacpp });
  if (manifest === undefined) throw new Error('nothing was rendered');
  return manifest;
}
