import { type RenderInput, render } from '../actions/render.ts';
import type { Manifest } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { checkNamespace } from './check-namespace.ts';
import type { NetworkFlags } from './flags/network.ts';
import { readProfileFlag } from './flags/profile.ts';
import type { ReleaseFlags } from './flags/release.ts';
import type { TargetFlags } from './flags/target.ts';
import { givenOf } from './given-of.ts';
import type { RenderWords } from './parse-render.ts';
import { readSpecs } from './read-specs.ts';
import { withRenderPorts } from './with-render-ports.ts';

export interface RenderAskedFlags extends TargetFlags, ReleaseFlags, NetworkFlags {
  readonly 'ca-file'?: string | undefined;
  readonly recursive: boolean;
  readonly offline: boolean;
  readonly revision: number | undefined;
  readonly deployed: boolean;
  readonly for?: string | undefined;
  /** What follows `--`. */
  readonly engine: readonly string[] | null | undefined;
}

/** The objects of what a command line of `render` asks for. */
export async function renderAsked(
  asked: RenderWords,
  flags: RenderAskedFlags,
): Promise<readonly Manifest[]> {
  try {
    return await objectsOf(asked, flags);
  } catch (error) {
    throw error instanceof LlmkubeError ? ofRender(error) : error;
  }
}

// What is to be typed next is of this verb, and what others can do on this machine it cannot.
function ofRender(error: LlmkubeError): LlmkubeError {
  const { code, message, facts } = error;
  const suggestions = error.suggestions
    .filter((one) => !/ --local\b/.test(one))
    .map((one) => one.replace(/^llmkube deploy\b/, 'llmkube render'));
  return new LlmkubeError(code, message, { facts, suggestions, cause: error });
}

async function objectsOf(
  asked: RenderWords,
  flags: RenderAskedFlags,
): Promise<readonly Manifest[]> {
  const namespace = flags.namespace ? checkNamespace(flags.namespace) : undefined;
  if (asked.kind === 'release') {
    // Only this reaches a cluster.
    const { renderDeployed } = await import('./render-deployed.ts');
    return await renderDeployed(asked, { ...flags, namespace });
  }
  const profile = await readProfileFlag(flags.for);
  const input = { ...(await inputOf(asked, { ...flags, namespace })), profile };
  return await withRenderPorts(flags, (ports) => render(input, ports));
}

async function inputOf(
  asked: Exclude<RenderWords, { kind: 'release' }>,
  flags: RenderAskedFlags,
): Promise<RenderInput> {
  if (asked.kind === 'files') {
    const files = { ...flags, filename: asked.filename };
    const { releases, namespace, notes } = await readSpecs(files);
    return { releases: releases.map((one) => ({ ...one, isWhole: true })), namespace, notes };
  }
  const { source, ...named } = asked.words;
  const given = await givenOf({ ...flags, source }, flags.engine);
  return { releases: [{ ...named, given }], namespace: flags.namespace };
}
