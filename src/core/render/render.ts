import type { Manifest } from '../manifest.ts';
import { annotationKeys, labelKeys } from '../marks.ts';
import type { Resolved } from '../resolve/resolved.ts';
import type { Runtime } from '../runtime.ts';
import { renderAuthorities } from './authorities.ts';
import { renderAutoscaler } from './autoscaler.ts';
import { renderCacheClaim } from './cache-claim.ts';
import { renderDeployment } from './deployment.ts';
import { renderDisruptionBudget } from './disruption.ts';
import { renderHttpRoute } from './http-route.ts';
import { renderIngress } from './ingress.ts';
import { renderNetworkPolicy } from './network-policy.ts';
import { renderPodMonitor } from './pod-monitor.ts';
import { renderPrometheusRule } from './prometheus-rule.ts';
import { renderRecycler } from './recycle.ts';
import { renderScaledObject } from './scaled-object.ts';
import { renderService } from './service.ts';

/**
 * The version of this renderer. A release keeps the output of the profile it was made with;
 * a change of the output for the same input needs a new number.
 */
export const renderProfile = 0;

export interface RenderInput {
  readonly release: string;
  readonly namespace: string;
  readonly resolved: Resolved;
  readonly runtime: Runtime;
}

/**
 * Turns a resolved release into its objects, in the order in which they are applied. The same
 * input gives the same bytes on every machine, at every time, in every version of the profile.
 */
export function render(input: RenderInput): readonly Manifest[] {
  return [
    ...renderAuthorities(input),
    ...renderCacheClaim(input),
    ...renderNetworkPolicy(input),
    renderService(input),
    renderDeployment(input),
    ...renderIngress(input),
    ...renderHttpRoute(input),
    ...renderDisruptionBudget(input),
    ...renderPodMonitor(input),
    ...renderPrometheusRule(input),
    ...renderAutoscaler(input),
    ...renderScaledObject(input),
    ...renderRecycler(input),
  ];
}

/**
 * Adds what tells two lives of one name apart: it is known only once a record exists. What
 * carries no release's label belongs to none of them.
 */
export function stampReleaseId(manifests: readonly Manifest[], releaseId: string): Manifest[] {
  return manifests.map((manifest) => {
    const { labels, annotations } = manifest.metadata;
    if (labels?.[labelKeys.release] === undefined) return manifest;
    const stamped = { ...annotations, [annotationKeys.releaseId]: releaseId };
    return { ...manifest, metadata: { ...manifest.metadata, annotations: stamped } };
  });
}
