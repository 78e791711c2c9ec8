import { expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { runtimeNamed } from '../../../src/runtimes/runtimes.ts';
import { resolvedWith } from '../../support/resolved.ts';

function objectsWith(changes: Partial<Resolved>) {
  const runtime = runtimeNamed('llamacpp');
  const resolved = resolvedWith(changes);
  return render({ release: 'qwen', namespace: 'default', resolved, runtime });
}

function podOf(objects: ReturnType<typeof objectsWith>) {
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  return JSON.parse(JSON.stringify(deployment?.spec)).template.spec;
}

test('certificates for downloads are a ConfigMap that only the downloader sees', () => {
  const objects = objectsWith({ network: { authorities: 'PEM' } });
  const config = objects.find(({ kind }) => kind === 'ConfigMap');
  expect(config).toMatchObject({
    metadata: {
      name: expect.stringMatching(/^qwen-ca-[0-9a-f]{8}$/),
      labels: { 'cli.llmkube.dev/release': 'qwen', 'cli.llmkube.dev/component': 'config' },
    },
    data: { 'ca.pem': 'PEM\n' },
  });
  const { initContainers, containers, volumes } = podOf(objects);
  expect(volumes).toContainEqual({
    name: 'authorities',
    configMap: { name: config?.metadata.name },
  });
  const [mount] = initContainers[0].volumeMounts.slice(-1);
  expect(mount).toEqual({ name: 'authorities', mountPath: '/etc/llmkube', readOnly: true });
  const variable = { name: 'LLMKUBE_CA_FILE', value: '/etc/llmkube/ca.pem' };
  expect(initContainers[0].env).toContainEqual(variable);
  expect(JSON.stringify(containers)).not.toContain('authorities');
});

test('other certificates have another name, so that no running pod gets them unasked', () => {
  const nameOf = (authorities: string) =>
    objectsWith({ network: { authorities } }).find(({ kind }) => kind === 'ConfigMap')?.metadata
      .name;
  expect(nameOf('A')).not.toBe(nameOf('B'));
  expect(nameOf('A')).toBe(nameOf('A'));
});

test("a proxy is the downloader's and not the engine's", () => {
  const proxy = { url: 'http://proxy.example:3128', noProxy: '.svc,10.0.0.0/8' };
  const { initContainers, containers } = podOf(objectsWith({ network: { proxy } }));
  expect(initContainers[0].env).toEqual(
    expect.arrayContaining([
      { name: 'HTTPS_PROXY', value: proxy.url },
      { name: 'HTTP_PROXY', value: proxy.url },
      { name: 'NO_PROXY', value: proxy.noProxy },
    ]),
  );
  expect(JSON.stringify(containers)).not.toContain('proxy.example');
});
