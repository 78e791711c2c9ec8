import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1Pod, V1SecurityContext } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyGguf } from '../../../scripts/models/write-tiny-gguf.ts';
import { joinCluster } from '../cluster/join-cluster.ts';
import { pollUntil } from '../cluster/poll-until.ts';
import { isReady } from '../cluster/test-pods.ts';
import { type FolderServer, serveFolder } from '../models/serve-folder.ts';
import { SERVER_IMAGE_NAME } from './make-server-image.ts';

const NAMESPACE = 'server-image';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

const cluster = joinCluster();
let folder: string;
let files: FolderServer;
let model: { sha256: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-image-in-pod-'));
  model = await writeTinyGguf(join(folder, 'tiny.gguf'));
  files = await serveFolder({ folder, address: cluster.hostAddress });
  await cluster.makeNamespace(NAMESPACE);
  const restricted = 'pod-security.kubernetes.io/enforce=restricted';
  await cluster.runKubectl(['label', '--overwrite', 'namespace', NAMESPACE, restricted]);
});

afterAll(async () => {
  await files?.close();
  await rm(folder, { recursive: true });
});

test('in a restricted namespace the image downloads and serves as any user', async () => {
  await cluster.api.ask('POST', PODS, restrictedPod());
  await pollUntil({ what: 'the pod to be ready', seconds: 60 }, async () =>
    isReady(await cluster.api.ask<V1Pod>('GET', `${PODS}/any-user`)),
  );
  const downloaded = await cluster.runKubectl(['-n', NAMESPACE, 'logs', 'any-user', '-c', 'get']);
  expect(downloaded).toContain('uid=1234567');
  expect(downloaded).toContain(model.sha256);
  expect(files.requests).toMatchObject([{ path: '/tiny.gguf', status: 200 }]);
  const proxy = `${PODS}/any-user:8080/proxy/v1/completions`;
  const answer = await cluster.api.request('POST', proxy, { prompt: 'hello', max_tokens: 4 });
  expect(answer).toMatchObject({ status: 200, body: { usage: { completion_tokens: 4 } } });
});

function restrictedPod(): V1Pod {
  const securityContext: V1SecurityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
  const image = { image: SERVER_IMAGE_NAME, imagePullPolicy: 'Never', securityContext };
  const volumeMounts = [{ name: 'models', mountPath: '/models' }];
  const script = 'id; curl -fsS -o /models/tiny.gguf "$0"; sha256sum /models/tiny.gguf';
  const listen = ['--host', '0.0.0.0', '--port', '8080'];
  return {
    metadata: { name: 'any-user' },
    spec: {
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1234567,
        runAsGroup: 1234567,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [{ name: 'models', emptyDir: {} }],
      initContainers: [
        {
          ...image,
          name: 'get',
          command: ['/bin/sh', '-ec', script, `${files.url}/tiny.gguf`],
          volumeMounts,
        },
      ],
      containers: [
        {
          ...image,
          name: 'server',
          args: ['--model', '/models/tiny.gguf', '--ctx-size', '256', ...listen],
          readinessProbe: { httpGet: { path: '/health', port: 8080 }, periodSeconds: 1 },
          volumeMounts,
        },
      ],
    },
  };
}
