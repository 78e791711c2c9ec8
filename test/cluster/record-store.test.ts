import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../src/core/record/encode.ts';
import type { ReleaseRecord } from '../../src/core/record/schema.ts';
import { openTarget, virtualTiming } from './open-target.ts';
import { reset, sendJson, statusOf } from './replies.ts';
import { type Heard, startScriptedServer } from './scripted-server.ts';

const record: ReleaseRecord = {
  release: 'qwen',
  schema: 1,
  state: {
    releaseId: 'id-1',
    revision: 0,
    profile: 0,
    phase: 'deploying',
    inventory: [],
    changed: { at: '2026-01-01T00:00:00Z', by: 'a@b', cli: '1' },
  },
  intent: {},
  revisions: new Map(),
  unknownData: {},
};

const { data, binaryData } = encodeRecord(record);

// What a read of an object with resourceVersion 8 gives as its version.
const version8 = JSON.stringify({ metadata: { resourceVersion: '8' }, binaryData: {} });

/** Stores what is written and then, for the first `losses` writes, loses the answer. */
async function serveRecord({ losses, stores = true }: { losses: number; stores?: boolean }) {
  let stored: object | undefined;
  let writes = 0;
  const write = ({ body }: Heard, response: ServerResponse) => {
    writes += 1;
    const isLost = writes <= losses;
    if (stored !== undefined) return sendJson(response, 409, statusOf(409, 'AlreadyExists', 'x'));
    if (stores || !isLost) {
      const sent = JSON.parse(body);
      stored = { ...sent, metadata: { ...sent.metadata, resourceVersion: '7' } };
    }
    return isLost ? reset(response) : sendJson(response, 201, stored);
  };
  const server = await startScriptedServer((heard, response) => {
    if (heard.method !== 'GET') return write(heard, response);
    if (stored !== undefined) return sendJson(response, 200, stored);
    return sendJson(response, 404, statusOf(404, 'NotFound', 'x'));
  });
  return { server, target: await openTarget(server.kubeconfig, virtualTiming()) };
}

test('a write whose answer was lost is found to be ours', async () => {
  const { server, target } = await serveRecord({ losses: 1 });
  expect(await target.commitRecord(record, undefined)).toMatchObject({
    kind: 'committed',
    version: expect.stringContaining('"7"'),
  });
  expect(server.heard.map(({ method }) => method)).toEqual(['POST', 'GET']);
});

test('a write that was lost on its way is sent again', async () => {
  const { server, target } = await serveRecord({ losses: 1, stores: false });
  expect(await target.commitRecord(record, undefined)).toMatchObject({
    kind: 'committed',
    version: expect.stringContaining('"7"'),
  });
  expect(server.heard.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
});

test('a lost write beside somebody else’s is a change and not ours', async () => {
  const other = { metadata: { name: 'llmkube.qwen', resourceVersion: '9' }, data: { state: '{}' } };
  const server = await startScriptedServer(({ method }, response) =>
    method === 'PUT' ? reset(response) : sendJson(response, 200, other),
  );
  const target = await openTarget(server.kubeconfig, virtualTiming());
  expect(await target.commitRecord(record, version8)).toEqual({ kind: 'changed' });
});

test('a lost replacement that never arrived is sent again under the same version', async () => {
  const old = { metadata: { name: 'llmkube.qwen', resourceVersion: '8' }, data: { state: '{}' } };
  let puts = 0;
  const server = await startScriptedServer(({ method, body }, response) => {
    if (method === 'GET') return sendJson(response, 200, old);
    puts += 1;
    return puts === 1 ? reset(response) : sendJson(response, 200, JSON.parse(body));
  });
  const target = await openTarget(server.kubeconfig, virtualTiming());
  expect(await target.commitRecord(record, version8)).toMatchObject({ kind: 'committed' });
  expect(JSON.parse(server.heard.at(-1)?.body ?? '')).toMatchObject({
    metadata: { resourceVersion: '8' },
    data,
    binaryData,
  });
});

test('a write that never gets through ends as an unreachable cluster', async () => {
  const server = await startScriptedServer(({ method }, response) =>
    method === 'POST' ? reset(response) : sendJson(response, 404, statusOf(404, 'NotFound', 'x')),
  );
  const target = await openTarget(server.kubeconfig, virtualTiming());
  await expect(target.commitRecord(record, undefined)).rejects.toMatchObject({
    code: 'CLUSTER_UNREACHABLE',
  });
});
