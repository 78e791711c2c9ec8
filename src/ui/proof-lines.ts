import type { Endpoint } from '../core/endpoint.ts';
import type { Proof } from '../core/results.ts';
import { formatDuration } from '../core/text/duration.ts';

/** What verbs that wait leave on the screen: whether it is proven, and how to talk to it. */
export function proofLines({ proof, endpoint }: { proof: Proof; endpoint: Endpoint }): string[] {
  return [
    proof.state === 'proven'
      ? `  proof    ${proof.tokens} ${proof.tokens === 1 ? 'token' : 'tokens'} after ${formatDuration(proof.milliseconds)}`
      : `  proof    not proven: ${proof.why}`,
    `  url      ${endpoint.url}`,
    ...(endpoint.outside ?? []).map((url) => `  outside  ${url}`),
    `  model    ${endpoint.model}`,
    ...wayLines(endpoint),
    '',
  ];
}

function wayLines({ curl, fromHere }: Endpoint): string[] {
  if (fromHere === undefined) return ['  try it', `    ${curl}`];
  return [
    '  inside the cluster',
    `    ${curl}`,
    '  from here',
    `    ${fromHere.forward}`,
    `    ${fromHere.curl}`,
  ];
}
