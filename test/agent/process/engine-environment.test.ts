import fc from 'fast-check';
import { expect, test } from 'vitest';
import { engineEnvironment } from '../../../src/agent/process/engine-environment.ts';

test.each([
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'DYLD_FALLBACK_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'HIP_VISIBLE_DEVICES',
  'HSA_OVERRIDE_GFX_VERSION',
  'GGML_METAL_PATH_RESOURCES',
  'LLAMA_SET_ROWS',
  'OMP_NUM_THREADS',
])('an engine is given %s', (name) => {
  expect(engineEnvironment({ [name]: 'x' })).toEqual({ [name]: 'x' });
});

test.each([
  'HF_TOKEN',
  'HUGGING_FACE_HUB_TOKEN',
  'OPENAI_API_KEY',
  'AWS_SECRET_ACCESS_KEY',
  'KUBECONFIG',
  'LLMKUBE_API_KEY',
  'LLAMA_API_KEY',
  'LLAMA_ARG_API_KEY',
  'LLAMA_ARG_HOST',
  'LLAMA_LOG_FILE',
  'GGML_AUTH_TOKEN',
  'NODE_OPTIONS',
  'LD_PRELOAD',
  'HTTPS_PROXY',
  'SSH_AUTH_SOCK',
  'MY_PATH',
  'PATH_TOKEN',
])('an engine is not given %s', (name) => {
  expect(engineEnvironment({ [name]: 'x' })).toEqual({});
});

test('nothing that is called a token, a key or a password passes, whatever stands before it', () => {
  const prefix = fc.constantFrom('CUDA_', 'GGML_', 'LLAMA_', 'NVIDIA_', 'OMP_', 'ROCM_', 'HF_', '');
  const secret = fc.constantFrom('TOKEN', 'API_KEY', 'PASSWORD', 'SECRET', 'CREDENTIALS', 'AUTH');
  fc.assert(
    fc.property(prefix, secret, fc.stringMatching(/^[A-Z_]{0,6}$/), (start, word, end) => {
      expect(engineEnvironment({ [`${start}${word}${end}`]: 'x' })).toEqual({});
    }),
  );
});

test('what is not set is not given', () => {
  expect(engineEnvironment({ PATH: undefined, HOME: '' })).toEqual({ HOME: '' });
});
