import { LlmkubeError } from '../errors/llmkube-error.ts';

/** A namespace is a DNS-1123 label; anything else would end up in the path of a request. */
export function checkNamespace(namespace: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return namespace;
  throw new LlmkubeError(
    'INVALID_NAME',
    `Cannot use namespace \`${namespace}\`: it is not a name of a namespace`,
    {
      facts: { field: 'namespace' },
      suggestions: ['kubectl get namespaces'],
    },
  );
}
