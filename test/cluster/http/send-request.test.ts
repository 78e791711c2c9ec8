import { expect, test } from 'vitest';
import type { RequestReport } from '../../../src/cluster/http/connection.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, virtualTiming, writeKubeconfig } from '../open-target.ts';
import { reset, sendJson, statusOf } from '../replies.ts';
import { findDeadUrl, startScriptedServer } from '../scripted-server.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };
const found = { ...ref, metadata: { name: 'a' } };

test('a request is sent as the user of the context, by this version of llmkube', async () => {
  const server = await startScriptedServer((_, response) => sendJson(response, 200, found), {});
  const reports: RequestReport[] = [];
  const onRequest = (report: RequestReport) => reports.push(report);
  const target = await openTarget(server.kubeconfig, { onRequest });
  expect(await target.read(ref)).toEqual(found);
  expect(server.heard[0]?.headers).toMatchObject({
    authorization: 'Bearer token-1',
    accept: 'application/json',
    'user-agent': `llmkube/1.2.3 (${process.platform}/${process.arch})`,
  });
  expect(reports).toMatchObject([
    {
      method: 'GET',
      url: `${server.url}/api/v1/namespaces/default/configmaps/a`,
      status: 200,
      failure: '',
    },
  ]);
});

test('a cut connection is tried again after a growing wait', async () => {
  const server = await startScriptedServer(({ number }, response) =>
    number < 4 ? reset(response) : sendJson(response, 200, found),
  );
  const { timing, slept } = virtualTiming();
  const target = await openTarget(server.kubeconfig, { timing });
  expect(await target.read(ref)).toEqual(found);
  expect(slept).toEqual([250, 500, 1_000]);
});

test('a server that is too busy gets the time it asks for', async () => {
  const busy = statusOf(429, 'TooManyRequests', 'please try again later');
  const server = await startScriptedServer(({ number }, response) =>
    number === 1
      ? sendJson(response.setHeader('retry-after', '3'), 429, busy)
      : sendJson(response, 200, found),
  );
  const { timing, slept } = virtualTiming();
  const target = await openTarget(server.kubeconfig, { timing });
  expect(await target.read(ref)).toEqual(found);
  expect(slept).toEqual([3_000]);
});

test('a server that keeps failing is an error after less than half a minute', async () => {
  const server = await startScriptedServer((_, response) =>
    sendJson(response, 503, statusOf(503, 'ServiceUnavailable', 'not ready')),
  );
  const { timing, slept } = virtualTiming();
  const target = await openTarget(server.kubeconfig, { timing });
  const error = await rejectionOf(target.read(ref));
  expect(error.code).toBe('CLUSTER_FAULT');
  expect(error.message).toBe(
    'Cannot read ConfigMap default/a: the API server answers 503: not ready',
  );
  expect(slept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(30_000);
});

test('a patch that cannot be typed is our fault and is sent once', async () => {
  const server = await startScriptedServer(({ method }, response) =>
    method === 'GET'
      ? sendJson(response, 404, statusOf(404, 'NotFound', 'not found'))
      : sendJson(response, 500, statusOf(500, '', 'failed to create typed patch object (x)')),
  );
  const { timing } = virtualTiming();
  const target = await openTarget(server.kubeconfig, { timing });
  const error = await rejectionOf(target.compare(found));
  expect(error).toMatchObject({ code: 'INTERNAL', exitCode: 1 });
  expect(error.message).toContain('which is a fault of llmkube itself');
  expect(server.heard.map(({ method }) => method).sort()).toEqual(['GET', 'PATCH']);
});

test('a dead server costs no waiting at the first contact', async () => {
  const url = await findDeadUrl();
  const server = await startScriptedServer(() => {});
  const kubeconfig = await writeKubeconfig(server.folder, url);
  const { timing, slept } = virtualTiming();
  const error = await rejectionOf((await openTarget(kubeconfig, { timing })).read(ref));
  expect(error.code).toBe('CLUSTER_UNREACHABLE');
  expect(error.message).toBe(`Cannot read ConfigMap default/a: nothing listens on \`${url}\``);
  expect(slept).toEqual([]);
});

test('a server without words for too long is an error', async () => {
  const server = await startScriptedServer(() => {});
  const target = await openTarget(server.kubeconfig, { limits: { headers: 1_000 } });
  const error = await rejectionOf(target.read(ref));
  expect(error.message).toBe(
    `Cannot read ConfigMap default/a: \`${server.url}\` does not answer in time`,
  );
});

test('a page of a gateway is no answer of Kubernetes and is never quoted', async () => {
  const server = await startScriptedServer((_, response) => {
    response.writeHead(500, { 'content-type': 'text/html' });
    response.end('<html>secret-1</html>');
  });
  const error = await rejectionOf((await openTarget(server.kubeconfig)).read(ref));
  expect(error.code).toBe('CLUSTER_FAULT');
  expect(JSON.stringify(error)).not.toContain('secret-1');
});

test('a login page with status 200 is a fault of the cluster', async () => {
  const server = await startScriptedServer((_, response) => void response.end('<html>log in'));
  const error = await rejectionOf((await openTarget(server.kubeconfig)).read(ref));
  expect(error.code).toBe('CLUSTER_FAULT');
});

test('a web server that knows no such page is not taken for a cluster without the object', async () => {
  const server = await startScriptedServer((_, response) => {
    response.writeHead(404).end('<html>not found');
  });
  const target = await openTarget(server.kubeconfig);
  expect((await rejectionOf(target.read(ref))).code).toBe('CLUSTER_FAULT');
  expect((await rejectionOf(target.remove(ref, 'uid'))).code).toBe('CLUSTER_FAULT');
});

test('an answer that is cut off is asked for again', async () => {
  const server = await startScriptedServer(({ number }, response) => {
    if (number > 1) return sendJson(response, 200, found);
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"kind":', () => reset(response));
  });
  const target = await openTarget(server.kubeconfig, virtualTiming());
  expect(await target.read(ref)).toEqual(found);
});

test('credentials that cannot be renewed are rejected after one request', async () => {
  const server = await startScriptedServer((_, response) =>
    sendJson(response, 401, statusOf(401, 'Unauthorized', 'Unauthorized')),
  );
  const error = await rejectionOf((await openTarget(server.kubeconfig)).read(ref));
  expect(error.code).toBe('UNAUTHENTICATED');
  expect(server.heard).toHaveLength(1);
});

test('ending the target ends what is under way with the reason given', async () => {
  const stop = new AbortController();
  const server = await startScriptedServer(() => stop.abort(new Error('enough')));
  const target = await openTarget(server.kubeconfig, { signal: stop.signal });
  await expect(target.read(ref)).rejects.toThrow('enough');
});

test('what the API server warns of is heard once, whichever answers bring it', async () => {
  const server = await startScriptedServer(({ number }, response) =>
    sendJson(
      response.setHeader('warning', [`299 - "old"`, `299 - "answer ${Math.min(number, 2)}"`]),
      200,
      found,
    ),
  );
  const warnings: string[] = [];
  const onWarning = (text: string) => warnings.push(text);
  const target = await openTarget(server.kubeconfig, { onWarning });
  for (let turn = 0; turn < 3; turn += 1) await target.read(ref);
  expect(warnings).toEqual(['old', 'answer 1', 'answer 2']);
});

test('a cut exchange is reported with what cut it', async () => {
  const server = await startScriptedServer(({ number }, response) =>
    number === 1 ? reset(response) : sendJson(response, 200, found),
  );
  const reports: RequestReport[] = [];
  const { timing } = virtualTiming();
  const onRequest = (report: RequestReport) => reports.push(report);
  await (await openTarget(server.kubeconfig, { onRequest, timing })).read(ref);
  expect(reports).toMatchObject([
    { status: 0, failure: 'ECONNRESET' },
    { status: 200, failure: '' },
  ]);
});
