import { expect, test } from 'vitest';
import { doctor, type Machine } from '../../src/actions/doctor.ts';
import { checkNames, type DoctorCheck } from '../../src/core/machine/doctor-result.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { doctorText } from '../../src/ui/doctor-text.ts';

const gibibyte = 1024 ** 3;

const healthy: Machine = {
  platform: async () => ({
    system: 'linux',
    osRelease: { id: 'fedora', like: [] },
    hasHomebrew: false,
  }),
  engine: async () => ({
    program: { file: '/usr/bin/llama-server', args: [] },
    version: { text: '9564 (53390be)', build: 9564 },
    by: 'path',
  }),
  memory: async () => ({
    totalBytes: 32 * gibibyte,
    availableBytes: 16 * gibibyte,
    isLimited: false,
  }),
  accelerators: async () => [],
  folder: async (which) => ({ path: `/users/me/${which}`, availableBytes: 100 * gibibyte }),
  agent: async () => undefined,
  port: async () => ({ port: 11_500, state: { kind: 'free' } }),
};

test('a machine that lacks nothing is ready, and every check is told in one line', async () => {
  const result = await doctor(healthy);
  expect(result.isReady).toBe(true);
  expect(result.checks.map(({ name }) => name)).toEqual(checkNames);
  expect(doctorText(result)).toBe(
    [
      'CHECK          STATUS   WHAT',
      'engine         ok       llama-server 9564 (53390be), /usr/bin/llama-server',
      'memory         ok       16.0 GiB available of 32.0 GiB',
      'accelerators   ok       none seen',
      'state          ok       /users/me/state, 100.0 GiB left on its disk',
      'cache          ok       /users/me/cache, 100.0 GiB left on its disk',
      'agent          ok       none runs; the first deploy starts one',
      'port           ok       port 11500 is free',
      '',
      'A deploy with --local works here.',
      '',
    ].join('\n'),
  );
});

test('a missing engine comes with the one command of the platform', async () => {
  const result = await doctor({ ...healthy, engine: failing('ENGINE_NOT_FOUND') });
  expect(result.isReady).toBe(false);
  expect(checkOf(result.checks, 'engine')).toEqual({
    name: 'engine',
    status: 'failed',
    what: 'Cannot do it: of a reason',
    code: 'ENGINE_NOT_FOUND',
    fix: 'sudo dnf install llama-cpp',
  });
  expect(doctorText(result)).toMatch(
    /\n\nTo put it right:\n {2}engine: sudo dnf install llama-cpp\n\nA deploy .* not work here yet/,
  );
});

test('an engine that is too old is not what the platform would install again', async () => {
  const result = await doctor({ ...healthy, engine: failing('ENGINE_TOO_OLD') });
  expect(checkOf(result.checks, 'engine').fix).toMatch(
    /^unpack a release .* LLMKUBE_LLAMA_SERVER$/,
  );
});

const agent = async () => ({
  version: '1.2.3',
  pid: 77,
  listener: { host: '127.0.0.1', port: 12_000 },
});
const taken = { kind: 'taken', holder: { user: 0 } } as const;
const byNginx = { ...taken, holder: { user: 0, process: { pid: 9, name: 'nginx' } } } as const;

const machines: readonly (readonly [
  string,
  Partial<Machine>,
  DoctorCheck['name'],
  Partial<DoctorCheck>,
])[] = [
  [
    'an agent that runs has the port',
    { agent, port: async () => ({ port: 12_000, state: taken }) },
    'port',
    { status: 'ok', what: 'the agent listens on port 12000', port: 12_000 },
  ],
  [
    'an agent is told with its version',
    { agent },
    'agent',
    { status: 'ok', what: 'version 1.2.3 runs, process 77', pid: 77 },
  ],
  [
    'a program of ours has the port',
    { port: async () => ({ port: 11_500, state: byNginx }) },
    'port',
    { status: 'failed', what: 'port 11500 is taken by `nginx` (process 9)', pid: 9 },
  ],
  [
    'a program of another user has the port',
    { port: async () => ({ port: 11_500, state: taken }) },
    'port',
    { status: 'failed', what: 'port 11500 is taken by a program of another user (uid 0)' },
  ],
  [
    'nobody knows who has the port',
    { port: async () => ({ port: 11_500, state: { kind: 'taken', holder: undefined } }) },
    'port',
    { what: 'port 11500 is taken by a program of somebody' },
  ],
  [
    'the port is a privileged one',
    { port: async () => ({ port: 80, state: { kind: 'refused', why: 'EACCES' } }) },
    'port',
    { status: 'failed', what: 'port 80 cannot be used: EACCES' },
  ],
  [
    'the setting of the port is wrong',
    { port: failing('INVALID_FIELD') },
    'port',
    { status: 'failed', code: 'INVALID_FIELD' },
  ],
  [
    'a folder belongs to somebody else',
    { folder: failing('FOLDER_UNUSABLE') },
    'state',
    { status: 'failed', code: 'FOLDER_UNUSABLE', fix: 'llmkube help' },
  ],
  [
    'the disk of the cache is nearly full',
    { folder: async () => ({ path: '/c', availableBytes: gibibyte / 2 }) },
    'cache',
    { status: 'warning', what: '/c, 512.0 MiB left on its disk', fix: 'df -h /c' },
  ],
  [
    'the disk of the state is full',
    { folder: async () => ({ path: '/s', availableBytes: 0 }) },
    'state',
    { status: 'failed', what: '/s, 0 B left on its disk' },
  ],
  [
    'there is less memory than any engine takes',
    { memory: async () => ({ totalBytes: gibibyte, availableBytes: 1, isLimited: true }) },
    'memory',
    { status: 'failed', what: '1 B available of 1.0 GiB, which is a limit of this session' },
  ],
  [
    'there are accelerators',
    { accelerators: async () => ['NVIDIA H100', 'AMD GPU'] },
    'accelerators',
    { status: 'ok', what: 'NVIDIA H100, AMD GPU' },
  ],
];

test.each(machines)('%s', async (_, machine, name, expected) => {
  const { checks, isReady } = await doctor({ ...healthy, ...machine });
  expect(checkOf(checks, name)).toMatchObject(expected);
  expect(isReady).toBe(checks.every(({ status }) => status !== 'failed'));
});

test('a bug in a check is no finding', async () => {
  const memory = () => Promise.reject(new TypeError('oops'));
  await expect(doctor({ ...healthy, memory })).rejects.toThrow('oops');
});

function failing(code: LlmkubeError['code']): () => Promise<never> {
  const suggestions = ['llmkube help'];
  return () => Promise.reject(new LlmkubeError(code, 'Cannot do it: of a reason', { suggestions }));
}

function checkOf(checks: readonly DoctorCheck[], wanted: DoctorCheck['name']): DoctorCheck {
  const found = checks.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no check ${wanted}`);
  return found;
}
