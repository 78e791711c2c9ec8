import { canonicalJson } from '../core/canon/canonical.ts';
import { modelChosen } from '../core/catalog/model-chosen.ts';
import type { LlmkubeEvent } from '../core/events.ts';
import { filesBeside } from '../core/intent/model-files.ts';
import type { Intent } from '../core/intent/schema.ts';
import type { Manifest } from '../core/manifest.ts';
import type { ClusterProfile } from '../core/profile/cluster-profile.ts';
import { profileWarnings } from '../core/profile/judge-profile.ts';
import { portable } from '../core/render/portable.ts';
import { render as renderRelease } from '../core/render/render.ts';
import { resolve } from '../core/resolve/resolve.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { SourceFacts } from '../core/source/source-facts.ts';
import { runtimeNamed } from '../runtimes/runtimes.ts';
import { fitRelease } from './fit-release.ts';
import { intentOfRequest } from './intent-of-request.ts';
import type { Ports } from './ports.ts';
import type { DeployRequest } from './prepare-plan.ts';
import type { HeadPorts } from './read-model-head.ts';
import { settledChoice } from './settled-choice.ts';
import { sourceFacts } from './source-facts.ts';
import { signingFor } from './store-to-sign-for.ts';

export interface RenderInput {
  /** Each of another release. */
  readonly releases: readonly Pick<
    DeployRequest,
    'id' | 'release' | 'given' | 'asked' | 'isWhole'
  >[];
  /** Where the objects are to live, if anybody said so. */
  readonly namespace: string | undefined;
  /** What people should know of the documents. */
  readonly notes?: readonly string[];
  /** What is known of the cluster, where somebody has looked. */
  readonly profile?: ClusterProfile | undefined;
}

export type RenderPorts = Pick<Ports, 'readSource'> & HeadPorts;

/**
 * The objects that a first deploy would apply, in its order, without the id that each life of a
 * release gets. No cluster is asked.
 */
export async function render(
  { releases, namespace, profile, notes = [] }: RenderInput,
  ports: RenderPorts,
): Promise<readonly Manifest[]> {
  for (const message of notes) ports.emit({ type: 'warning', message });
  const intents = releases.map((request) =>
    intentOfRequest({ request, stored: undefined, asked: request.asked }, 'pod'),
  );
  const choices = intents.map((intent, index) =>
    settledChoice(releases[index] as RenderInput['releases'][number], intent),
  );
  for (const choice of choices) if (choice !== undefined) ports.emit(modelChosen(choice));
  const facts = await askSources(intents, ports);
  const all: Resolved[] = [];
  for (const [index, intent] of intents.entries()) {
    const runtime = runtimeNamed(intent.runtime.kind);
    // What it gets has been told already.
    const recommended = choices[index]?.settings;
    const source = facts(intent);
    const wanted = { intent, previous: undefined, source, runtime, profile, recommended };
    const name = releases[index]?.release ?? '';
    const what = `render \`${name}\``;
    const signing = signingFor(storeOf(intent), ports);
    const fit = await fitRelease({ resolving: wanted, name, what }, signing);
    all.push(resolve({ ...wanted, live: {}, ...fit }));
  }
  const resolved = withOneSharedCache(all);
  const missing =
    profile === undefined ? [] : resolved.flatMap((one) => profileWarnings(one, profile));
  for (const message of new Set(missing)) ports.emit({ type: 'warning', message });
  const manifests = releases.flatMap(({ release }, index) => {
    const own = resolved[index] as Resolved;
    const runtime = runtimeNamed(own.runtime);
    return renderRelease({ release, namespace: namespace ?? '', resolved: own, runtime });
  });
  return portable(eachOnce(manifests), namespace);
}

// All of it was given this time.
function storeOf({ model }: Intent): string | undefined {
  return model.s3?.endpoint;
}

/** So many sources are asked together. */
const atOnce = 8;

// Each source is asked once, and what is said of it is told in the order of the releases.
async function askSources(
  intents: readonly Intent[],
  ports: RenderPorts,
): Promise<(intent: Intent) => SourceFacts> {
  const questions = [...new Map(intents.map((intent) => [questionOf(intent), intent]))];
  const answers = new Map<string, SourceFacts>();
  for (let from = 0; from < questions.length; from += atOnce) {
    const asking = questions.slice(from, from + atOnce).map(async ([question, intent]) => {
      const said: LlmkubeEvent[] = [];
      const quiet: RenderPorts = { ...ports, emit: (event) => void said.push(event) };
      const wanted = { intent, previous: undefined, place: 'pod', verb: 'render' } as const;
      const signsFor = storeOf(intent);
      return { question, facts: await sourceFacts({ ...wanted, signsFor }, quiet), said };
    });
    // Of several refusals it is always the first release's that is told.
    await Promise.allSettled(asking);
    for (const { question, facts, said } of await Promise.all(asking)) {
      answers.set(question, facts);
      for (const event of said) ports.emit(event);
    }
  }
  return (intent) => answers.get(questionOf(intent)) ?? {};
}

function questionOf({ model }: Intent): string {
  const beside = filesBeside(model).map(({ source }) => source);
  const { source, tokenSecret, s3 } = model;
  return canonicalJson([source, tokenSecret !== undefined, s3 ?? null, ...beside]);
}

// One claim for all that share it, as large as the largest of them wants it.
function withOneSharedCache(all: readonly Resolved[]): readonly Resolved[] {
  const isShared = ({ cache }: Resolved) => cache.mode === 'shared';
  const bytes = Math.max(0, ...all.filter(isShared).map(({ cache }) => cache.bytes));
  return all.map((one) => (isShared(one) ? { ...one, cache: { ...one.cache, bytes } } : one));
}

function eachOnce(manifests: readonly Manifest[]): readonly Manifest[] {
  const byRef = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { apiVersion, kind, metadata } = manifest;
    const ref = canonicalJson([apiVersion, kind, metadata.name]);
    if (!byRef.has(ref)) byRef.set(ref, manifest);
  }
  return [...byRef.values()];
}
