import type { ReleaseRecord } from '../../src/core/record/schema.ts';

/** A record as a finished deploy leaves it, with the given differences. */
export function recordWith(changes: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    schema: 1,
    release: 'qwen',
    intent: {
      model: { id: 'qwen', source: 'https://models.example/m.gguf' },
      runtime: { kind: 'llamacpp', image: 'llama-server:1' },
    },
    revisions: new Map(),
    unknownData: {},
    state: {
      releaseId: '7c0c3c9e-0000-4000-8000-000000000001',
      revision: 1,
      profile: 0,
      phase: 'deployed',
      inventory: [],
      changed: { at: '2026-01-01T00:00:00.000Z', by: 'ann@host', cli: '1.0.0' },
    },
    ...changes,
  };
}
