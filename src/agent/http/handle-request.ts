import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeCause } from '../../errors/describe-cause.ts';
import { answerJson, refuse } from './answer.ts';
import { crossOriginHeaders, preflightHeaders } from './cross-origin.ts';
import { decideStep, type Step } from './decide-step.ts';
import type { ListenerLogEntry } from './listener-log.ts';
import { type Passed, PassOn } from './pass-on.ts';
import type { Refusal } from './refusal.ts';
import { type Route, routeOf } from './route-table.ts';
import type { Surroundings } from './surroundings.ts';

/** Answers one request. `wantsContinue` when the client waits before it sends its body. */
export async function handleRequest(
  around: Surroundings,
  response: ServerResponse,
  wantsContinue: boolean,
): Promise<void> {
  const { req: request } = response;
  const route = routeOf(request.url ?? '');
  const handling = new Handling(around, response, route);
  const beforeBody = () => {
    if (wantsContinue) response.writeContinue();
  };
  handling.carryOut(await decideStep({ request, route, beforeBody }, around));
}

type Outcome = Pick<ListenerLogEntry, 'kind' | 'status' | 'cause' | 'release'>;

/** Carries out what was decided about one request, and tells the log how it ended. */
class Handling {
  readonly #around: Surroundings;
  readonly #response: ServerResponse;
  readonly #route: Route | undefined;
  readonly #startedAt: number;

  constructor(around: Surroundings, response: ServerResponse, route: Route | undefined) {
    this.#around = around;
    this.#response = response;
    this.#route = route;
    this.#startedAt = around.clock.monotonic();
  }

  carryOut(step: Step): void {
    if (step.kind === 'pass') this.#pass(step);
    else if (step.kind === 'refuse') this.#refuse(step);
    else if (step.kind === 'preflight') this.#preflight(step.methods);
    else if (step.kind === 'answer') {
      answerJson(this.#response, step.document, this.#headers());
      this.#log({ kind: 'answered', status: 200 });
    } else this.#log({ kind: 'gone', status: 0 });
  }

  #pass({ backend, path, body }: Extract<Step, { kind: 'pass' }>): void {
    const { backends, held, inFlight, limits, pools } = this.#around;
    const { release, socket } = backend;
    pools.keepOnly(new Set(backends().map((other) => other.socket)));
    const done = inFlight.begin(release);
    const handler = new PassOn({
      response: this.#response,
      headers: this.#headers(),
      stalledMs: limits.stalledMs,
      onEnd: (passed) => {
        done();
        held.give(body.length);
        this.#endPass(release, passed);
      },
    });
    pools.dispatch(socket, { path, headers: engineHeaders(this.#response.req), body }, handler);
  }

  #endPass(release: string, passed: Passed): void {
    if (passed.kind !== 'broken') {
      const status = passed.kind === 'answered' ? passed.status : 0;
      this.#log({ kind: passed.kind, status, release });
      return;
    }
    const cause = describeCause(passed.cause);
    const status = passed.hasBegun ? this.#response.statusCode : 502;
    this.#log({ kind: 'broken', status, release, cause });
    if (!passed.hasBegun) this.#send(brokenOff(release));
  }

  #refuse({ refusal, release }: Extract<Step, { kind: 'refuse' }>): void {
    this.#send(refusal);
    const outcome: Outcome = { kind: 'refused', status: refusal.status, cause: refusal.code };
    this.#log(release === undefined ? outcome : { ...outcome, release });
  }

  #preflight(methods: readonly string[]): void {
    const headers = preflightHeaders(this.#response.req, methods);
    this.#response.writeHead(204, { ...this.#headers(), ...headers }).end();
    this.#log({ kind: 'answered', status: 204 });
  }

  #send(refusal: Refusal): void {
    const { clock, limits } = this.#around;
    const linger = (signal: AbortSignal) => clock.sleep(limits.lingerMs, signal);
    refuse(this.#response, refusal, { headers: this.#headers(), linger });
  }

  #headers(): Readonly<Record<string, string>> {
    return crossOriginHeaders(this.#response.req);
  }

  #log(outcome: Outcome): void {
    const milliseconds = Math.round(this.#around.clock.monotonic() - this.#startedAt);
    const path = this.#route?.path;
    this.#around.log({ ...outcome, milliseconds, ...(path === undefined ? {} : { path }) });
  }
}

const passedHeaders = ['accept', 'user-agent', 'x-request-id', 'traceparent'] as const;

// The body is JSON whatever the client calls it: engines cap what curl's default type may carry.
function engineHeaders({ headers }: IncomingMessage): Record<string, string> {
  const passed: Record<string, string> = { 'content-type': 'application/json' };
  for (const name of passedHeaders) {
    const value = headers[name];
    if (typeof value === 'string') passed[name] = value;
  }
  return passed;
}

function brokenOff(release: string): Refusal {
  return {
    status: 502,
    code: 'engine_broken_off',
    message: `The engine of \`${release}\` broke off before it answered`,
  };
}
