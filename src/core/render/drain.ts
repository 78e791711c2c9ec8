import type { RenderInput } from './render.ts';

/** Until then every proxy has heard that the pod gets no more requests. */
const settleSeconds = 5;
/** For an engine to end that has nothing to do. */
const endSeconds = 5;
/** That of pods which say nothing, as Kubernetes has it. */
const usualGraceSeconds = 30;

// Of several keys the first; curl reads it from its input, as its words are seen by all processes.
function curlFor({ resolved, runtime }: Pick<RenderInput, 'resolved' | 'runtime'>): string {
  const variable = runtime.keyVariable?.(resolved.options ?? {});
  if (resolved.apiKeySecret === undefined || variable === undefined) return 'curl';
  return `printf 'header = "X-Api-Key: %s"\\n' "\${${variable}%%,*}" | curl --config -`;
}

// An engine that listens at one address alone is asked there.
function askedAt(bindAddress: string | undefined): string {
  if (bindAddress === undefined || /^[0.:]+$/.test(bindAddress)) return 'localhost';
  return bindAddress.includes(':') ? `[${bindAddress}]` : bindAddress;
}

/** How long Kubernetes waits before it kills what does not end. */
export function graceSeconds({ resolved }: Pick<RenderInput, 'resolved'>): number {
  const { drainSeconds } = resolved;
  return drainSeconds === undefined ? usualGraceSeconds : settleSeconds + drainSeconds + endSeconds;
}

/**
 * What a pod does before its engine is told to end. An engine that would cut requests off is
 * asked until it has none; whoever cannot be asked counts as busy, and the grace ends it.
 */
export function renderDrain({
  resolved,
  runtime,
}: Pick<RenderInput, 'resolved' | 'runtime'>): object {
  if (resolved.drainSeconds === undefined) return {};
  const { metrics, stopsAtOnce } = runtime;
  if (stopsAtOnce !== true || metrics === undefined) {
    return { lifecycle: { preStop: { sleep: { seconds: settleSeconds } } } };
  }
  const { port } = runtime.listening(resolved);
  const url = `http://${askedAt(resolved.bindAddress)}:${port}${metrics.path}`;
  const busy = `^(${metrics.running}|${metrics.waiting})(\\{.*\\})? *[1-9]`;
  const script = [
    `sleep ${settleSeconds}`,
    `until load="$(${curlFor({ resolved, runtime })} --silent --fail --max-time 5 --noproxy '*' ${url})"`,
    `  test -n "$load" && ! printf '%s\\n' "$load" | grep -Eq '${busy}'`,
    'do sleep 1; done',
  ].join('\n');
  return { lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', script] } } } };
}
