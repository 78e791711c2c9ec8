import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';

const model = { id: 'qwen', source: 'https://models.example/m.gguf' };

const problemOf = (pod: object) =>
  errorOf(() => parseIntent({ model, runtime: { kind: 'llamacpp' }, pod }, runtimes)).message;

test.each([
  '/models',
  '/models/',
  '//models',
  '/./models',
  '/tmp/../models',
  '/../models',
  'models',
  '/dev//shm',
  '/tmp//',
  '/etc/llmkube/.',
])('the folder of llmkube that `%s` is cannot be mounted over', (mountPath) => {
  const pod = { volumes: [{ name: 'a', emptyDir: {} }], mounts: [{ name: 'a', mountPath }] };
  expect(problemOf(pod)).toContain('`pod.mounts[0].mountPath` is a folder of llmkube');
});

test('one folder by two names is one', () => {
  const at = (mountPath: string) => ({ name: 'a', mountPath });
  const pod = { volumes: [{ name: 'a', emptyDir: {} }], mounts: [at('/a/b'), at('/a//c/../b/')] };
  expect(problemOf(pod)).toContain('`pod.mounts`: have one folder twice');
});

test.each(['/models/extra', '/tmp/a', '/dev/shm2', '/etc', '/srv/..models'])(
  'the folder `%s` can be mounted',
  (mountPath) => {
    const pod = { volumes: [{ name: 'a', emptyDir: {} }], mounts: [{ name: 'a', mountPath }] };
    const parsed = parseIntent({ model, runtime: { kind: 'llamacpp' }, pod }, runtimes);
    expect(parsed.pod?.mounts).toEqual([{ name: 'a', mountPath }]);
  },
);
