import { beforeAll, expect, test } from 'vitest';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import type { Manifest } from '../../../src/core/manifest.ts';
import { render } from '../../../src/core/render/render.ts';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import { runtimeNamed, runtimes } from '../../../src/runtimes/runtimes.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import { fieldChanges, plainIntent } from '../../support/field-changes.ts';

const cluster = joinCluster();
const namespace = 'every-field';

beforeAll(() => cluster.makeNamespace(namespace));

function manifestsOf(raw: Record<string, unknown>): readonly Manifest[] {
  const intent = parseIntent(raw, runtimes);
  const runtime = runtimeNamed(intent.runtime.kind);
  const resolved = resolve({
    intent,
    previous: undefined,
    source: { bytes: 10 },
    live: {},
    runtime,
  });
  return render({ release: 'qwen', namespace, resolved, runtime });
}

// Strict: a field that Kubernetes does not know, or knows twice, is an error and not a warning.
const words = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--filename=-'];

test.each(Object.entries(fieldChanges))(
  'the API server takes what %s is rendered to',
  async (_, { given, beside = {} }) => {
    const items = manifestsOf(mergeIntent(mergeIntent(plainIntent, beside), given));
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const told = await cluster.runKubectl(words, list);
    expect(told.trim().split('\n')).toHaveLength(items.length);
  },
);
