import type { DeployResult } from '../core/results.ts';
import { formatDuration } from '../core/text/duration.ts';

/** What `deploy` leaves on the screen: whether it is proven, and how to talk to it. */
export function deployText(result: DeployResult): string {
  if (result.dryRun === true) return dryRunText(result);
  const { release, revision, endpoint, proof, phase, target } = result;
  const changed = result.changes.some(({ action }) => action !== 'unchanged');
  return [
    '',
    `${release} ${phase === 'Ready' ? 'is ready' : 'is applied'} in namespace ${target.namespace} (revision ${revision}${changed ? '' : ', no changes'})`,
    proof.state === 'proven'
      ? `  proof    ${proof.tokens} token after ${formatDuration(proof.milliseconds)}`
      : `  proof    not proven: ${proof.why}`,
    `  url      ${endpoint.url}`,
    `  model    ${endpoint.model}`,
    '  inside the cluster',
    `    ${endpoint.curl}`,
    '  from here',
    `    ${endpoint.fromHere.forward}`,
    `    ${endpoint.fromHere.curl}`,
    '',
  ].join('\n');
}

function dryRunText({ release, changes, target }: DeployResult): string {
  const lines = changes.flatMap(({ action, object, paths, restarts }) => [
    `  ${action.padEnd(9)} ${object}${restarts ? ', which replaces its pods' : ''}`,
    ...paths.map((path) => `              ${path}`),
  ]);
  return [`${release} in namespace ${target.namespace}: nothing was written`, ...lines, ''].join(
    '\n',
  );
}
