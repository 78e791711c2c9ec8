import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import type { Place } from '../../../src/core/intent/schema.ts';
import type { Manifest } from '../../../src/core/manifest.ts';
import { renderHost } from '../../../src/core/render/host.ts';
import { render } from '../../../src/core/render/render.ts';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import type { SourceFacts } from '../../../src/core/source/source-facts.ts';
import { runtimeNamed, runtimes } from '../../../src/runtimes/runtimes.ts';
import { storeFacts } from '../s3/store-facts.ts';

/** A release before anything is known of its source. */
export interface GoldenInput {
  readonly release: string;
  readonly namespace: string;
  readonly raw: Readonly<Record<string, unknown>>;
  /** By default a pod. */
  readonly place?: Place;
}

/** What every source tells when a golden is made. */
const facts: SourceFacts = {
  bytes: 5_000_000_000,
  sha256: 'a'.repeat(64),
  commit: 'b'.repeat(40),
  endpoint: 'https://hub.example',
  path: '/models/m.gguf',
  fingerprint: 'c',
};

/** From an intent to its objects on its first deploy. Throws what is refused. */
export function objectsOf({
  release,
  namespace,
  raw,
  place = 'pod',
}: GoldenInput): readonly Manifest[] {
  const intent = parseIntent(raw, runtimes, place);
  const runtime = runtimeNamed(intent.runtime.kind);
  const source = { ...facts, ...storeFacts(intent) };
  const input = { intent, previous: undefined, source, live: {}, runtime, place };
  const output = { release, namespace, resolved: resolve(input), runtime };
  return place === 'host' ? renderHost(output) : render(output);
}

export { runtimes };
