import type { Backend } from './backend.ts';
import type { Refusal } from './refusal.ts';

export type Choice =
  | { readonly kind: 'chosen'; readonly backend: Backend }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Finds the release that serves a model. The model's own name comes before a release's; of several
 * releases with that model it is the one with the least to do among those that are ready.
 */
export function chooseBackend(
  model: string | undefined,
  backends: readonly Backend[],
  inFlight: (release: string) => number,
): Choice {
  const fitting = fittingBackends(model, backends);
  if (fitting.length === 0) return refuse(unknownModel(model, backends));
  const ready = fitting.filter(({ isReady }) => isReady);
  const [first = undefined] = ready.toSorted((a, b) => inFlight(a.release) - inFlight(b.release));
  if (first !== undefined) return { kind: 'chosen', backend: first };
  return refuse(notReady(fitting.map(({ release }) => release)));
}

/** Which releases a client may mean; one that is alone need not be named. */
export function fittingBackends(
  model: string | undefined,
  backends: readonly Backend[],
): readonly Backend[] {
  if (model === undefined) return backends.length === 1 ? backends : [];
  const byModel = backends.filter((backend) => backend.model === model);
  return byModel.length > 0 ? byModel : backends.filter(({ release }) => release === model);
}

/** Says which model is not there, and which are. */
export function unknownModel(model: string | undefined, backends: readonly Backend[]): Refusal {
  const known = listed(backends.map((backend) => backend.model));
  if (model === undefined && backends.length > 1) {
    const message = `The body names no model, and there are several: ${known}`;
    return { status: 400, code: 'model_missing', message, param: 'model' };
  }
  const asked =
    model === undefined ? 'No model is here' : `The model \`${shortened(model)}\` is not here`;
  const there = backends.length === 0 ? 'nothing is deployed on this machine' : `there is ${known}`;
  return { status: 404, code: 'model_not_found', message: `${asked}: ${there}`, param: 'model' };
}

function notReady(releases: readonly string[]): Refusal {
  const [release = ''] = releases;
  return {
    status: 503,
    code: 'model_not_ready',
    message: `\`${release}\` is not ready: \`llmkube status ${release} --local\` says what it waits for`,
    headers: { 'retry-after': '2' },
  };
}

const LISTED = 20;
const NAME_LENGTH = 200;

function listed(models: readonly string[]): string {
  const names = [...new Set(models)].map((name) => `\`${name}\``);
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return `${names.slice(0, LISTED).join(', ')}${more}`;
}

function shortened(model: string): string {
  return model.length > NAME_LENGTH ? `${model.slice(0, NAME_LENGTH)}…` : model;
}

function refuse(refusal: Refusal): Choice {
  return { kind: 'refused', refusal };
}
