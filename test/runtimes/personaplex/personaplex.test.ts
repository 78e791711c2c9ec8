import { expect, test } from 'vitest';
import { prove } from '../../../src/actions/prove.ts';
import { servedOf } from '../../../src/actions/served-of.ts';
import { createPorts } from '../../support/action-ports.ts';
import { serverOf, textsOf } from '../../support/server-of.ts';

test('it is started by its own program, and its token comes of a Secret', () => {
  const server = serverOf('personaplex', {
    model: { tokenSecret: { name: 'hub', key: 'token' } },
    runtime: { personaplex: { quantization: '4bit', cpuOffload: true } },
  });
  expect(server.command).toEqual(['/app/moshi/.venv/bin/python', '-m', 'moshi.server']);
  expect(server.args).toEqual([
    ...['--ssl', '/tmp', '--host', '::', '--hf-repo', 'org/model'],
    ...['--quantize-4bit', '--cpu-offload'],
  ]);
  expect(server.ports).toEqual([{ name: 'http', containerPort: 8998, protocol: 'TCP' }]);
  expect(server.readinessProbe).toMatchObject({ tcpSocket: { port: 'http' } });
  expect(textsOf(server)).toMatchObject({ NO_TORCH_COMPILE: '1', HF_HOME: '/models/huggingface' });
  expect(server.env).toContainEqual({
    name: 'HF_TOKEN',
    valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } },
  });
});

test('what has no API of OpenAI is not asked, and not proven', async () => {
  const served = servedOf({
    model: { id: 'speech', source: 'hf://org/model' },
    runtime: { kind: 'personaplex' },
  });
  expect(await prove('speech', served, createPorts())).toEqual({
    state: 'not proven',
    why: expect.stringContaining('an open port is all that is known'),
  });
});
