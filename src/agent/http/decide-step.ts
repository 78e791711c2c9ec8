import type { IncomingMessage } from 'node:http';
import type { Backend } from './backend.ts';
import { chooseBackend, fittingBackends, unknownModel } from './choose-backend.ts';
import { guardRequest } from './guard-request.ts';
import { modelEntry, modelList } from './model-list.ts';
import { readBody, refuseByLength } from './read-body.ts';
import { readModel } from './read-model.ts';
import type { Refusal } from './refusal.ts';
import { methodsOf, type Route } from './route-table.ts';
import type { Surroundings } from './surroundings.ts';

/** What becomes of a request. Whoever carries out a `pass` gives its body's bytes back. */
export type Step =
  | { readonly kind: 'pass'; readonly backend: Backend; readonly path: string; body: Buffer }
  | { readonly kind: 'answer'; readonly document: object }
  | { readonly kind: 'preflight'; readonly methods: readonly string[] }
  | { readonly kind: 'refuse'; readonly refusal: Refusal; readonly release?: string }
  | { readonly kind: 'gone' };

export interface Asked {
  readonly request: IncomingMessage;
  readonly route: Route | undefined;
  /** Called before the body is read, and not when the request is refused without it. */
  readonly beforeBody: () => void;
}

/** Decides about a request. Only one that is let in has its body read. */
export async function decideStep(asked: Asked, around: Surroundings): Promise<Step> {
  const { request, route } = asked;
  const guarded = guardRequest(request, around.host);
  if (guarded !== undefined) return refuse(guarded);
  // A browser sends no key along when it asks what it may send.
  if (request.method === 'OPTIONS') return { kind: 'preflight', methods: methodsOf(route) };
  const refusal = checkKey(asked, around) ?? checkMethod(asked);
  if (refusal !== undefined) return refuse(refusal);
  if (route?.kind === 'engine') return await decideBody(asked, route.path, around);
  return decideHere(route, around);
}

// Whether the agent is there is no secret, and probes have no key.
function checkKey({ request, route }: Asked, { apiKey }: Surroundings): Refusal | undefined {
  return route?.kind === 'health' ? undefined : apiKey?.check(request.headers);
}

function checkMethod({ request, route }: Asked): Refusal | undefined {
  if (route === undefined) return unknownPath;
  const methods = methodsOf(route);
  if (methods.includes(request.method ?? '')) return undefined;
  const allow = methods.join(', ');
  const message = `This path takes ${allow}`;
  return { status: 405, code: 'method_not_allowed', message, headers: { allow } };
}

function decideHere(route: Route | undefined, { backends, created }: Surroundings): Step {
  if (route?.kind === 'health') return { kind: 'answer', document: { status: 'ok' } };
  const all = backends();
  if (route?.kind !== 'model') return { kind: 'answer', document: modelList(all, created) };
  const [backend] = fittingBackends(route.id, all);
  if (backend === undefined) return refuse(unknownModel(route.id, all));
  return { kind: 'answer', document: modelEntry(backend, created) };
}

async function decideBody(asked: Asked, path: string, around: Surroundings): Promise<Step> {
  const { limits, held } = around;
  const tooLong = refuseByLength(asked.request, limits);
  if (tooLong !== undefined) return refuse(tooLong);
  asked.beforeBody();
  const read = await readBody(asked.request, limits, held);
  if (read.kind === 'gone') return read;
  if (read.kind === 'refused') return refuse(read.refusal);
  const step = decideEngine(path, read.body, around);
  if (step.kind !== 'pass') held.give(read.body.length);
  return step;
}

function decideEngine(path: string, body: Buffer, around: Surroundings): Step {
  const { limits, inFlight, backends } = around;
  const read = readModel(body, limits);
  if (read.kind === 'refused') return refuse(read.refusal);
  const count = (release: string) => inFlight.count(release);
  const choice = chooseBackend(read.model, backends(), count);
  if (choice.kind === 'refused') return refuse(choice.refusal);
  const { backend } = choice;
  const isFull = count(backend.release) >= limits.requestsPerEngine;
  if (isFull) return { ...refuse(tooMany(backend.release)), release: backend.release };
  return { kind: 'pass', backend, path, body };
}

function refuse(refusal: Refusal) {
  return { kind: 'refuse', refusal } as const;
}

const unknownPath: Refusal = {
  status: 404,
  code: 'unknown_path',
  message: "This endpoint has no such path: it serves OpenAI's API below `/v1`",
};

function tooMany(release: string): Refusal {
  return {
    status: 429,
    code: 'queue_full',
    message: `Too many requests wait for \`${release}\`: send it again later`,
    headers: { 'retry-after': '1' },
  };
}
