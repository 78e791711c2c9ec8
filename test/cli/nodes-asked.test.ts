import { expect, test } from 'vitest';
import { nodesAsked } from '../../src/cli/nodes-asked.ts';
import { errorOf } from '../support/error-of.ts';

test('nodes are planned for one engine, and another one is refused', () => {
  const target = { context: undefined, kubeconfig: undefined };
  const asked = { ...target, node: undefined, cluster: true };
  expect(nodesAsked({ ...asked, runtime: 'llamacpp' })).toMatchObject({ node: undefined });
  const error = errorOf(() => nodesAsked({ ...asked, runtime: 'vllm' }));
  expect(error.code).toBe('USAGE');
  expect(error.message).toContain('`--runtime vllm`');
  expect(nodesAsked({ ...asked, cluster: false, runtime: 'vllm' })).toBeUndefined();
});
