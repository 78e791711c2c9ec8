import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldersOf } from '../../src/host/folders.ts';
import { socketPath } from '../../src/host/socket-path.ts';
import { errorOf } from '../support/error-of.ts';

const home = '/users/ada';

const places = [
  ['linux', {}, '/users/ada/.local/state/llmkube', '/users/ada/.cache/llmkube'],
  [
    'darwin',
    {},
    '/users/ada/Library/Application Support/llmkube',
    '/users/ada/Library/Caches/llmkube',
  ],
  ['linux', { XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c' }, '/s/llmkube', '/c/llmkube'],
  ['darwin', { XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c' }, '/s/llmkube', '/c/llmkube'],
  [
    'linux',
    { XDG_STATE_HOME: 's', XDG_CACHE_HOME: '' },
    '/users/ada/.local/state/llmkube',
    '/users/ada/.cache/llmkube',
  ],
] as const;

test.each(places)(
  'on %s with %j the state is %s, the cache %s',
  (platform, environment, ...want) => {
    const { state, cache } = foldersOf({ environment, home, platform });
    expect([state, cache]).toEqual(want);
  },
);

test('every folder is absolute and lies in the state or the cache', () => {
  const { state, cache, agentLog, ...inside } = foldersOf({
    environment: {},
    home,
    platform: 'linux',
  });
  for (const folder of Object.values(inside)) {
    expect([state, cache]).toContain(path.dirname(folder));
  }
  expect(path.dirname(agentLog)).toBe(inside.logs);
});

test('without a home and without XDG folders there is no place, and with both there is', () => {
  const error = errorOf(() => foldersOf({ environment: {}, home: '', platform: 'linux' }));
  expect(error.code).toBe('FOLDER_UNUSABLE');
  expect(error.message).toContain('has no home folder');
  const environment = { XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c' };
  expect(foldersOf({ environment, home: '', platform: 'linux' }).state).toBe('/s/llmkube');
});

test('a socket has a path of at most 103 bytes, or an error that names XDG_STATE_HOME', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }), (name) => {
      const run = '/r';
      const expected = path.join(run, `${name}.sock`);
      if (Buffer.byteLength(expected) <= 103) expect(socketPath({ run }, name)).toBe(expected);
      else {
        const error = errorOf(() => socketPath({ run }, name));
        expect(error.code).toBe('FOLDER_UNUSABLE');
        expect(error.suggestions.join()).toContain('XDG_STATE_HOME');
      }
    }),
  );
});
