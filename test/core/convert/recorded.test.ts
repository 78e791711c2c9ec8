import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { joinText } from './operator-files.ts';

interface Recorded {
  readonly InferenceService: object;
  readonly Model: object;
  /** What the operator (v0.9.19) made of them in a cluster. */
  readonly rendered: {
    readonly image: string;
    readonly replicas: number;
    readonly args: readonly string[];
    readonly resources: { readonly requests: object };
    readonly priorityClassName: string;
    readonly nodeSelector: object;
  };
  readonly service: { readonly type: string; readonly port: number };
}

const file = path.resolve(import.meta.dirname, '../../support/operator/recorded.json');
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Recorded>>;

function join({ Model, InferenceService }: Recorded) {
  return joinText([Model, InferenceService].map((one) => JSON.stringify(one)).join('\n---\n'));
}

function after(args: readonly string[], name: string): string | undefined {
  return args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
}

test.each(['plain', 'own-cache'])('%s asks for what the operator rendered', (name) => {
  const one = recorded[name] as Recorded;
  const { conversions, problems } = join(one);
  expect(problems).toEqual([]);
  const { image, replicas, args, resources } = one.rendered;
  expect(conversions[0]?.value).toMatchObject({
    metadata: { name, namespace: 'team-a' },
    spec: {
      runtime: { kind: 'llamacpp', image },
      serving: { contextLength: Number(after(args, '--ctx-size')) },
      resources: resources.requests,
      scale: { replicas },
      network: { service: one.service },
    },
  });
});

test('own-cache keeps its arguments, its nodes and its class', () => {
  const one = recorded['own-cache'] as Recorded;
  const { args, nodeSelector, priorityClassName } = one.rendered;
  expect(args).toContain('--no-kv-offload');
  expect(join(one).conversions[0]?.value).toMatchObject({
    spec: {
      runtime: {
        args: ['--threads', after(args, '--threads')],
        llamacpp: { kvCache: { location: 'host' } },
      },
      pod: { nodeSelector, priorityClass: priorityClassName },
    },
  });
});

test('scaled is refused for its autoscaler, and for nothing else', () => {
  expect(join(recorded.scaled as Recorded).problems).toEqual([
    expect.stringContaining('`spec.autoscaling` is not made so far'),
  ]);
});
