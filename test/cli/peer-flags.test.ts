import { expect, test } from 'vitest';
import { checkPeerFlags } from '../../src/cli/check-peer-flags.ts';
import { peerFlags } from '../../src/cli/peer-flags.ts';
import Deploy from '../../src/commands/deploy.ts';
import { errorOf } from '../support/error-of.ts';

/** `llmkube deploy --help` of LLMKube v0.9.19, the Go operator's command line. */
const flagsOfThePeer = `namespace source source-override format quantization sha256 replicas
  node-port min-replicas max-replicas autoscale-metric gpu accelerator gpu-count gpu-layers
  gpu-memory gpu-vendor context parallel flash-attn jinja cache-type-k cache-type-v extra-args
  runtime container-port skip-model-init skip-cache from-cache env command args memory-fraction
  memory-budget cpu memory image wait timeout`.split(/\s+/);

const ofKind = (kind: string) =>
  Object.entries(peerFlags).flatMap(([name, flag]) => (flag.kind === kind ? [name] : []));

test('the table has a row for every flag of the peer and none beside', () => {
  expect(Object.keys(peerFlags).sort()).toEqual(flagsOfThePeer.toSorted());
});

test.each(ofKind('same'))('--%s is a flag of ours too', (name) => {
  expect(Object.keys(Deploy.flags)).toContain(name);
  expect(() => checkPeerFlags([`--${name}=1`])).not.toThrow();
});

test.each(ofKind('instead'))('--%s is refused with what to use', (name) => {
  const error = errorOf(() => checkPeerFlags(['qwen', `--${name}`, '8192']));
  expect(error).toMatchObject({ code: 'USAGE', exitCode: 2, facts: { flag: name } });
  expect(error.message).toMatch(new RegExp(`^Cannot .*\`--${name}\`: use \\S`));
});

test.each(ofKind('not yet'))('--%s is refused as not supported yet', (name) => {
  expect(Object.keys(Deploy.flags)).not.toContain(name);
  const error = errorOf(() => checkPeerFlags(['qwen', `--${name}=x`]));
  expect(error.message).toBe(
    `Cannot read the command line: \`--${name}\`: it is not supported yet`,
  );
});

test('what is not supported yet is exactly this', () => {
  expect(ofKind('not yet').join(' ')).toMatchInlineSnapshot(
    `"format memory-fraction memory-budget"`,
  );
});

test('a number is no context, its name is, and what follows `--` is not ours', () => {
  expect(errorOf(() => checkPeerFlags(['--context=8192'])).message).toContain('--context-length');
  expect(() => checkPeerFlags(['--context', 'minikube'])).not.toThrow();
  expect(() => checkPeerFlags(['qwen', '--', '--parallel', '2'])).not.toThrow();
  expect(errorOf(() => checkPeerFlags(['-q', 'Q4_K_M'])).facts.flag).toBe('quantization');
});
