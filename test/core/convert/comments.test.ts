import { expect, test } from 'vitest';
import { writeConverted } from '../../../src/core/document/write-converted.ts';
import { documentOf } from '../document/outcomes.ts';
import { joinText } from './operator-files.ts';

const text = `# who cares for it
apiVersion: inference.llmkube.dev/v1alpha1
kind: Model # weights
metadata:
  name: qwen
spec:
  # where they lie
  source: "https://models.example/qwen.gguf" # pinned
  hardware:
    # the large card
    gpu: {count: 1} # one
---
# who serves it
apiVersion: inference.llmkube.dev/v1alpha1
kind: InferenceService
metadata:
  name: qwen # short
spec:
  modelRef: qwen
  image: 'engine:1' # built here
  contextSize: 8192 # for all
  parallelSlots: 2

  noKvOffload: yes # old habit
  env:
    # from the vault
    - name: KEY
      valueFrom: {secretKeyRef: {name: s, key: k}}
  extraArgs:
    - --threads # as many
    - "2"
  tolerations:
    # of the pool
    - key: pool # ours
      operator: Exists
  # resources: none
`;

function written(source: string): string {
  const { conversions, problems } = joinText(source);
  expect(problems).toEqual([]);
  return conversions.map(writeConverted).join('---\n');
}

test('comments go with their fields, and values keep their spelling', () => {
  expect(written(text)).toMatchInlineSnapshot(`
    "# who serves it

    # who cares for it
    apiVersion: cli.llmkube.dev/v1beta1
    kind: InferenceService
    metadata:
      name: qwen # short
    spec:
      # weights
      model:
        # where they lie
        source: "https://models.example/qwen.gguf" # pinned
      runtime:
        kind: llamacpp
        image: 'engine:1' # built here
        llamacpp:
          kvCache:
            location: host # old habit
        args:
          - --threads # as many
          - "2"
        env:
          # from the vault
          KEY:
            secret:
              name: s
              key: k
      serving:
        contextLength: 4096 # for all
        concurrency: 2
      hardware:
        # the large card
        gpus: 1
      network:
        bindAddress: "::"
      pod:
        tolerations:
          # of the pool
          - key: pool # ours
            operator: Exists

    # resources: none
    # one
    "
  `);
});

test.each(text.match(/# .*/g) ?? [])('the comment `%s` is there once', (comment) => {
  expect(written(text).split(comment)).toHaveLength(2);
});

test('what is written is read again as the same values', () => {
  const [conversion] = joinText(text).conversions;
  expect(documentOf(written(text)).value).toEqual(conversion?.value);
});

test.each(['yes', '1e3', '0644', '~', 'a: b', '- x', '# y', '', ' z', '1_000', 'null', 'é\u2028'])(
  'the text %j stays that text',
  (value) => {
    const variable = JSON.stringify({ name: 'A', value });
    const source = text.replace('  env:\n', `  env:\n    - ${variable}\n`);
    const { spec } = documentOf(written(source)).value as { spec: { runtime: { env: object } } };
    expect(spec.runtime.env).toMatchObject({ A: value });
  },
);

test('parts that lean on an anchor are written out', () => {
  const source = text
    .replace('{secretKeyRef: {name: s, key: k}}', '{secretKeyRef: &key {name: s, key: k}}')
    .replace('  extraArgs:', '    - {name: TWO, valueFrom: {secretKeyRef: *key}}\n  extraArgs:');
  const result = written(source);
  expect(result).not.toMatch(/[&*]key/);
  const { spec } = documentOf(result).value as { spec: { runtime: { env: object } } };
  expect(spec.runtime.env).toEqual({
    KEY: { secret: { name: 's', key: 'k' } },
    TWO: { secret: { name: 's', key: 'k' } },
  });
});
