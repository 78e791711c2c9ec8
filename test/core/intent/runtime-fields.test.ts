import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import type { Place } from '../../../src/core/intent/schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';

const model = { id: 'qwen', source: 'https://models.example/m.gguf' };

const problemOf = (blocks: object, place: Place = 'pod') =>
  errorOf(() => parseIntent({ model, runtime: { kind: 'llamacpp' }, ...blocks }, runtimes, place))
    .message;

const ofRuntime = (runtime: object, place?: Place) =>
  problemOf({ runtime: { kind: 'llamacpp', ...runtime } }, place);

test.each(['HF_TOKEN', 'API_KEY', 'apikey', 'DB_PASSWORD', 'AWS_SECRET_ACCESS_KEY', 'MY_SECRET'])(
  'a text under the name %s is refused and not repeated: no record may hold it',
  (name) => {
    const message = ofRuntime({ env: { [name]: 'hunter2' } });
    expect(message).toContain(`\`runtime.env.${name}\` reads like a secret`);
    expect(message).not.toContain('hunter2');
  },
);

test.each(['http://me:hunter2@proxy.example:1', 'socks5://:hunter2@proxy', `hf_${'a'.repeat(34)}`])(
  'a login or a token is refused under any name, among arguments too, and not repeated',
  (secret) => {
    const message = ofRuntime({ env: { HTTPS_PROXY: secret }, args: ['--x', `y=${secret}`] });
    expect(message).toContain('`runtime.env.HTTPS_PROXY` reads like a secret');
    expect(message).toContain('`runtime.args[1]` holds what reads like a secret');
    expect(message).not.toMatch(/hunter2|hf_a/);
  },
);

test.each(['http://proxy.example:3128', 'a@b:c', 'hf_transfer', 'https://x.example/@a:b@c'])(
  'the text %s is no secret',
  (text) => {
    const runtime = { kind: 'llamacpp', env: { A: text }, args: [text] };
    expect(parseIntent({ model, runtime }, runtimes).runtime.env).toEqual({ A: text });
  },
);

test.each(['MAX_TOKENS', 'TOKENIZERS_PARALLELISM', 'MONKEY', 'KEY_COUNT', 'AUTHOR'])(
  'a text under the name %s is no secret',
  (name) => {
    const runtime = { kind: 'llamacpp', env: { [name]: '5' } };
    expect(parseIntent({ model, runtime }, runtimes).runtime.env).toEqual({ [name]: '5' });
  },
);

test.each([{ secret: 'a' }, { secrets: { name: 'a', key: 'b' } }, null])(
  'the value %j of a variable is refused with what it can be',
  (value) => {
    expect(ofRuntime({ env: { A: value } })).toContain(
      '`runtime.env.A` is neither text nor `secret: {name, key}`',
    );
  },
);

test.each([
  [5, 'is a number, not text; write it in quotes'],
  [true, 'is true or false, not text; write it in quotes'],
])('the value %j of a variable is to be put in quotes', (value, words) => {
  expect(ofRuntime({ env: { A: value } })).toContain(`\`runtime.env.A\` ${words}`);
});

test('a number under the name of a secret is not repeated', () => {
  expect(ofRuntime({ env: { PASSWORD: 271828 } })).not.toContain('271828');
});

test.each([
  [{ secret: { name: 5, key: 'a' } }, '`secret.name` is 5, which is a number; write "5" in quotes'],
  [{ secret: { name: 'a' } }, '`secret.key` is missing'],
  [{ configMap: 'a' }, '`configMap` is not a mapping of fields'],
])('the fault inside of the reference %j of a variable is told', (value, words) => {
  const message = ofRuntime({ env: { A: value } });
  expect(message).toContain('`runtime.env.A` is neither text nor');
  expect(message).toContain(words);
});

test.each([
  [{ secret: 5 }, '`secret` is 5, which is a number; write "5" in quotes'],
  [{ configMap: 'a', prefix: true }, '`prefix` is true or false, not text; write it in quotes'],
])('the fault inside of the source %j of variables is told', (value, words) => {
  const message = ofRuntime({ envFrom: [value] });
  expect(message).toContain('`runtime.envFrom[0]` is neither `secret: NAME` nor');
  expect(message).toContain(words);
});

test('where one form alone is left, its fault is told at its own place', () => {
  expect(ofRuntime({ envFrom: [{ secret: 'a', prefx: 'b' }] })).toContain(
    '`runtime.envFrom[0].prefx`: no field `prefx`',
  );
  expect(ofRuntime({ env: { A: { field: '..' } } })).toContain(
    '`runtime.env.A.field` is no field of a pod',
  );
});

test.each([
  ['pod.annotations.a', { pod: { annotations: { a: 'https://me:hunter2@h.example' } } }],
  ['pod.labels.a', { pod: { labels: { a: `hf_${'a'.repeat(34)}` } } }],
  ['pod.nodeSelector.a', { pod: { nodeSelector: { a: `hf_${'a'.repeat(34)}` } } }],
  [
    'pod.probes.startup.exec.command[1]',
    { pod: { probes: { startup: { exec: { command: ['get', 'http://me:hunter2@h'] } } } } },
  ],
  [
    'runtime.llamacpp.reasoning.message',
    {
      runtime: {
        kind: 'llamacpp',
        llamacpp: { reasoning: { message: `hf_${'a'.repeat(34)}` } },
      },
    },
  ],
])('a login or a token in `%s` is refused and not repeated', (path, blocks) => {
  const message = problemOf(blocks);
  expect(message).toContain(`\`${path}\` holds what reads like a secret`);
  expect(message).not.toMatch(/hunter2|hf_a/);
});

test('a secret is told beside errors of form, and one that has words of its own is told once', () => {
  const message = problemOf({
    runtime: { kind: 'none', env: { A: 'http://me:hunter2@h' } },
    pod: { annotations: { a: 'http://me:hunter2@h', b: 7 } },
  });
  expect(message).toContain('`pod.annotations.a` holds what reads like a secret');
  expect(message).toContain('`pod.annotations.b` is 7');
  expect(message.match(/`runtime\.env\.A`/g)).toHaveLength(1);
});

test('what is very deep is looked through', () => {
  let deep: object = { a: 'http://me:hunter2@h' };
  for (let depth = 0; depth < 5000; depth += 1) deep = { a: deep };
  expect(problemOf({ pod: { affinity: deep } })).toContain('holds what reads like a secret');
});

test.each([
  ['--model', 'write `model.source`'],
  ['-c', 'write `serving.contextLength`'],
  ['--api-key', 'name a Secret in `network.apiKeySecret`'],
  ['--hf-token', 'name a Secret in `model.tokenSecret`'],
])('the argument %s is refused with where to say it', (arg, instead) => {
  expect(ofRuntime({ args: ['--threads', '4', arg, 'x'] })).toContain(
    `\`runtime.args[2]\` is \`${arg}\`: ${instead}`,
  );
});

test.each(['--api-key', '--hf-token', '--ctx-size'])(
  'the argument %s is refused in one word too, and its value is not repeated',
  (arg) => {
    const message = ofRuntime({ args: [`${arg}=hunter2`] });
    expect(message).toContain(`\`runtime.args[0]\` is \`${arg}\``);
    expect(message).not.toContain('hunter2');
  },
);

test('an argument that a field says too is refused, and one that none says is not', () => {
  const runtime = { args: ['-fa', 'on'], llamacpp: { flashAttention: false } };
  expect(ofRuntime(runtime)).toContain('which `runtime.llamacpp.flashAttention` says already');
  const alone = { kind: 'llamacpp', args: ['-fa', 'on'] };
  expect(parseIntent({ model, runtime: alone }, runtimes).runtime.args).toEqual(['-fa', 'on']);
});

test.each([
  [{ hardware: { mig: '3g.20gb' } }, '`hardware.mig` has no effect without `hardware.gpus`'],
  [{ hardware: { gpus: 2, mig: '3g.20gb' } }, '`hardware.gpus` is more than 1'],
  [
    { hardware: { gpus: 2, resourceName: 'nvidia.com/mig-3g.20gb' } },
    '`hardware.gpus` is more than 1: CUDA uses one MIG device',
  ],
  [
    { hardware: { gpus: 1, resourceName: 'nvidia.com/mig-3g.20gb', backend: 'vulkan' } },
    '`hardware.backend` is `vulkan`, which no part of a GPU (MIG)',
  ],
  [{ hardware: { gpus: 1, vendor: 'amd', mig: '1g.5gb' } }, 'is of NVIDIA GPUs alone'],
  [{ hardware: { gpus: 1, split: { mode: 'row' } } }, 'has no effect with one GPU'],
  [{ hardware: { gpus: 2, split: { ratio: [1, 1, 1] } } }, 'another number of shares'],
  [{ hardware: { gpus: 2, split: { mode: 'none', ratio: [1, 1] } } }, 'one GPU has it all'],
  [{ hardware: { vendor: 'amd' } }, '`hardware.vendor` has no effect without'],
  [{ hardware: { gpus: 1, claims: [{ name: 'g', claimName: 'g' }] } }, 'cannot be beside'],
  [{ hardware: { claims: [{ name: 'g' }] } }, 'needs either `claimName` or `templateName`'],
  [{ cache: { mode: 'none', class: 'fast' } }, '`cache.class` has no effect on a claim'],
  [{ network: { service: { nodePort: 30_000 } } }, 'has no effect unless the type is'],
  [{ network: { bindAddress: 'localhost' } }, 'is not an IP address'],
  [{ pod: { labels: { 'cli.llmkube.dev/release': 'x' } } }, 'is a key that llmkube sets itself'],
  [{ pod: { volumes: [{ name: 'cache' }] } }, 'has the name of a volume of llmkube'],
  [{ serving: { speculative: { method: 'draft' } } }, '`serving.speculative.method` is not'],
])('%j is refused before anything is written', (blocks, words) => {
  expect(problemOf(blocks)).toContain(words);
});

test.each([
  [{ command: ['/bin/other'] }, '`runtime.command` has no effect on this machine'],
  [{ envFrom: [{ secret: 'all' }] }, '`runtime.envFrom` has no effect on this machine'],
  [{ env: { A: { secret: { name: 'a', key: 'b' } } } }, 'can hold texts alone on this machine'],
])('%j is refused on a machine', (runtime, words) => {
  expect(ofRuntime(runtime, 'host')).toContain(words);
});

test('fields that contradict one another are told beside errors of form', () => {
  const message = problemOf({
    serving: { speculative: { tokens: 3 } },
    hardware: { gpus: 2, mig: '1g.5gb' },
  });
  expect(message).toContain('`serving.speculative.method` is missing');
  expect(message).toContain('`hardware.gpus` is more than 1');
});

test.each([null, 5, 'text', [], [null], true])(
  'a block that is %j is an error of its own',
  (odd) => {
    const blocks = [
      'model',
      'runtime',
      'serving',
      'hardware',
      'resources',
      'cache',
      'network',
      'pod',
    ];
    for (const block of blocks) expect(problemOf({ [block]: odd })).toContain(`\`${block}\``);
    for (const part of ['proxy', 'service']) {
      expect(problemOf({ network: { [part]: odd } })).toContain(`\`network.${part}\``);
    }
    expect(problemOf({ hardware: { gpus: 2, split: odd } })).toContain('`hardware.split`');
  },
);

test.each(['LLAMA_ARG_ALIAS', 'LLAMA_LOG_FILE'])(
  'the variable %s, which stands for an argument, is refused',
  (name) => {
    const value = { secret: { name: 'a', key: 'b' } };
    expect(ofRuntime({ env: { [name]: value } })).toContain(
      `\`runtime.env.${name}\` is an argument of llama-server by another name`,
    );
  },
);

test.each([null, 5, 'text', []])('an intent that is %j is told as one error, too', (odd) => {
  const raw = odd as unknown as Record<string, unknown>;
  expect(errorOf(() => parseIntent(raw, runtimes)).code).toBe('INVALID_FIELD');
});
