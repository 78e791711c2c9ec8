import { describeCause } from '../../errors/describe-cause.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Access } from '../kubeconfig/access.ts';
import type { Call } from './call.ts';
import type { NetworkFailure } from './network-failure.ts';
import { parseStatus, type Status } from './status.ts';
import { explanations } from './status-explanations.ts';

/** How a request failed: by what was answered, or by no answer at all. */
export type Failed =
  | {
      readonly kind: 'answered';
      readonly answer: { readonly status: number; readonly body: string };
    }
  | { readonly kind: 'lost'; readonly failure: NetworkFailure };

/**
 * The one translation of what an API server or the way to it did into our codes and words.
 * Nothing of a body that is not a Kubernetes `Status` is quoted: a gateway's page may hold
 * anything.
 */
export function toError(
  access: Access,
  { what }: Pick<Call, 'what'>,
  failed: Failed,
): LlmkubeError {
  if (failed.kind === 'lost') {
    const { fact, code } = failed.failure;
    return new LlmkubeError('CLUSTER_UNREACHABLE', `Cannot ${what}: ${fact}`, {
      facts: { server: access.origin, ...contextFact(access), reason: code },
    });
  }
  const status = parseStatus(failed.answer.body);
  if (status === undefined) return foreignAnswer(access, what, failed.answer.status);
  return statusError(access, what, status);
}

/** Translates a `Status` that came inside a successful answer, as in a watch. */
export function statusError(access: Access, what: string, status: Status): LlmkubeError {
  const explanation = explanations.find(({ applies }) => applies(status));
  if (explanation === undefined) {
    const words = describeCause(status.message || status.reason);
    return new LlmkubeError(
      'CLUSTER_FAULT',
      `Cannot ${what}: the API server answers ${status.code}: ${words}`,
      { facts: { server: access.origin, status: status.code } },
    );
  }
  const { fact, facts, suggestions } = explanation.explain(status);
  return new LlmkubeError(explanation.code, `Cannot ${what}: ${fact}`, {
    facts: { ...contextFact(access), ...facts },
    ...(suggestions === undefined ? {} : { suggestions }),
  });
}

function foreignAnswer(access: Access, what: string, status: number): LlmkubeError {
  const facts = { server: access.origin, status, ...contextFact(access) };
  if (status === 401) {
    const fact = `\`${access.origin}\` does not accept the credentials`;
    return new LlmkubeError('UNAUTHENTICATED', `Cannot ${what}: ${fact}`, { facts });
  }
  const fact = `\`${access.origin}\` answers ${status}, and not as a Kubernetes API server does`;
  return new LlmkubeError('CLUSTER_FAULT', `Cannot ${what}: ${fact}`, { facts });
}

function contextFact({ context }: Access): { readonly context?: string } {
  return context === undefined ? {} : { context };
}
