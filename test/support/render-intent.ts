import { parseIntent } from '../../src/core/intent/parse-intent.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { render } from '../../src/core/render/render.ts';
import { resolve } from '../../src/core/resolve/resolve.ts';
import { runtimeNamed, runtimes } from '../../src/runtimes/runtimes.ts';

/** The objects of a release `qwen` that nobody has deployed before, of small weights. */
export function renderIntent(
  raw: Readonly<Record<string, unknown>>,
  namespace = 'default',
): readonly Manifest[] {
  const intent = parseIntent(raw, runtimes);
  const runtime = runtimeNamed(intent.runtime.kind);
  const wanted = { intent, previous: undefined, source: { bytes: 10 }, live: {} };
  return render({ release: 'qwen', namespace, resolved: resolve({ ...wanted, runtime }), runtime });
}
