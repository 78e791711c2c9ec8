import { expect, test } from 'vitest';
import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { serverOf, textsOf } from '../../support/server-of.ts';

const tgi = (options: PartialIntent, changes: PartialIntent = {}): PartialIntent => ({
  ...changes,
  runtime: { tgi: options },
});
const argsOf = (changes: PartialIntent): string[] => serverOf('tgi', changes).args;
const plain = argsOf({});
/** The words that changes add, which stand together. */
const added = (changes: PartialIntent): string[] =>
  argsOf(changes).filter((word) => !plain.includes(word));

test('a repository is fetched into the cache, by a port that any user may listen at', () => {
  const server = serverOf('tgi', { model: { tokenSecret: { name: 'hub', key: 'token' } } });
  expect(server).not.toHaveProperty('command');
  expect(plain).toEqual(['--model-id', 'org/model', '--hostname', '::', '--port', '3000']);
  expect(textsOf(server)).toMatchObject({ HF_HOME: '/models/huggingface', USAGE_STATS: 'off' });
  expect(server.env).toContainEqual({
    name: 'HF_TOKEN',
    valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } },
  });
});

test('the key is a variable, and the engine is kept from writing it into its log', () => {
  const secret = { name: 'clients', key: 'a' };
  const server = serverOf('tgi', { network: { apiKeySecret: secret } });
  expect(server.args).toEqual(plain);
  expect(server.env).toContainEqual({ name: 'API_KEY', valueFrom: { secretKeyRef: secret } });
  expect(textsOf(server)).toMatchObject({ LOG_LEVEL: 'info,text_generation_launcher=error' });
  expect(textsOf(serverOf('tgi'))).not.toHaveProperty('LOG_LEVEL');
});

test.each<[PartialIntent, string[]]>([
  [{ hardware: { gpus: 1 } }, []],
  [{ hardware: { gpus: 4 } }, ['--num-shard', '4']],
  [{ hardware: { gpus: 4, split: { mode: 'row' } } }, ['--num-shard', '4']],
  [{ hardware: { gpus: 4 }, runtime: { args: ['--sharded=false'] } }, ['--sharded=false']],
  [{ serving: { contextLength: 4096 } }, ['--max-total-tokens', '4096']],
  [{ serving: { concurrency: 7 } }, ['--max-concurrent-requests', '7']],
  [{ serving: { speculative: { method: 'ngram-simple', tokens: 4 } } }, ['--speculate', '4']],
  [{ model: { source: 'hf://org/model@v1' } }, ['--revision', 'v1']],
  [
    tgi({ dtype: 'float16', quantization: 'bitsandbytes-nf4' }),
    ['--dtype', 'float16', '--quantize', 'bitsandbytes-nf4'],
  ],
  [
    tgi({ lora: { adapters: [{ name: 'org/a' }, { name: 'own', path: '/adapters/own' }] } }),
    ['--lora-adapters', 'org/a,own=/adapters/own'],
  ],
])('%j adds %j', (changes, words) => {
  expect(added(changes)).toEqual(words);
});
