import { parseIntent } from '../../src/core/intent/parse-intent.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { render } from '../../src/core/render/render.ts';
import { resolve } from '../../src/core/resolve/resolve.ts';
import { runtimeNamed, runtimes } from '../../src/runtimes/runtimes.ts';
import { storeFacts } from './s3/store-facts.ts';

/** The objects of a release `qwen` that nobody has deployed before, of small weights. */
export function renderIntent(
  raw: Readonly<Record<string, unknown>>,
  namespace = 'default',
): readonly Manifest[] {
  const intent = parseIntent(raw, runtimes);
  const runtime = runtimeNamed(intent.runtime.kind);
  const source = { bytes: 10, ...storeFacts(intent) };
  const wanted = { intent, previous: undefined, source, live: {} };
  return render({ release: 'qwen', namespace, resolved: resolve({ ...wanted, runtime }), runtime });
}
