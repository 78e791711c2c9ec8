import { expect, test } from 'vitest';
import { endpointOf } from '../../src/cluster/endpoint.ts';
import type { DeployResult } from '../../src/core/results.ts';
import { deployText } from '../../src/ui/deploy-text.ts';

const target = { kind: 'cluster', context: "ann's", namespace: 'team' } as const;

const result = (changes: Partial<DeployResult> = {}): DeployResult => ({
  type: 'result',
  release: 'qwen',
  target,
  revision: 3,
  changes: [],
  phase: 'Ready',
  proof: { state: 'proven', milliseconds: 1234, tokens: 1 },
  endpoint: endpointOf(
    'qwen',
    { model: "It's", mode: 'chat', outside: ['https://qwen.example.com/v1'] },
    target,
  ),
  ...changes,
});

test('the text names what a client needs: URL, model and lines that a shell takes as they are', () => {
  const text = deployText(result());
  expect(text).toContain('qwen is ready in namespace team (revision 3, no changes)');
  expect(text).toContain('1 token after 1.2 s');
  expect(text).toContain('http://qwen.team.svc:8080/v1');
  expect(text).toContain('  outside  https://qwen.example.com/v1\n');
  expect(text).toMatch(/model +It's/);
  expect(text).toContain("kubectl --context 'ann'\\''s' -n team port-forward service/qwen 8080");
  const body = `{"model":"It'\\''s","messages":[{"role":"user","content":"Hello"}]}`;
  const curl = (url: string) =>
    `curl -s ${url}/chat/completions -H 'Content-Type: application/json' -d '${body}'`;
  expect(text).toContain(curl('http://qwen.team.svc:8080/v1'));
  expect(text).toContain(curl('http://127.0.0.1:8080/v1'));
});

test('the text does not claim more than what is known', () => {
  const proof = { state: 'not proven', why: 'nobody waited for it' } as const;
  const text = deployText(result({ phase: 'Unknown', proof }));
  expect(text).toContain('qwen is applied');
  expect(text).toContain('not proven: nobody waited for it');
  expect(text).not.toContain('is ready');
});
