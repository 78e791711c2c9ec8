import { expect, test } from 'vitest';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, virtualTiming, writeKubeconfig } from '../open-target.ts';
import { reset, sendJson, statusOf } from '../replies.ts';
import { startScriptedServer } from '../scripted-server.ts';
import { factsUntil, pod, podWatches, sendEvent, servePods } from './pod-script.ts';

const pluginVersion = 'client.authentication.k8s.io/v1';

test('a release is listed, then watched from where the list ended', async () => {
  const server = await servePods({
    lists: [[pod('a', '9')]],
    watches: [(_, response) => sendEvent(response, 'MODIFIED', pod('a', '11'))],
  });
  const facts = await factsUntil(await openTarget(server.kubeconfig), (f) => f === 'present a@11');
  expect(facts).toContain('synced Pod');
  expect(facts.indexOf('present a@9')).toBeLessThan(facts.indexOf('synced Pod'));
  const [watch] = podWatches(server);
  expect(Object.fromEntries(watch?.query ?? [])).toMatchObject({
    resourceVersion: '10',
    allowWatchBookmarks: 'true',
    labelSelector: 'cli.llmkube.dev/release=qwen',
  });
  expect(Number(watch?.query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300);
});

test('a watch that was cut goes on from the last version, bookmarks included', async () => {
  const server = await servePods({
    lists: [[pod('a', '9')]],
    watches: [
      (_, response) => {
        sendEvent(response, 'BOOKMARK', { metadata: { resourceVersion: '20' } });
        setTimeout(() => reset(response), 50);
      },
      (_, response) => sendEvent(response, 'ADDED', pod('b', '21')),
    ],
  });
  const { timing, slept } = virtualTiming();
  const target = await openTarget(server.kubeconfig, { timing });
  const facts = await factsUntil(target, (fact) => fact === 'present b@21');
  expect(facts.filter((fact) => fact === 'present a@9')).toHaveLength(1);
  expect(podWatches(server).map(({ query }) => query.get('resourceVersion'))).toEqual(['10', '20']);
  expect(slept).toEqual([0]);
});

test('a version that is too old leads to a new list, and what vanished is gone', async () => {
  const expired = { ...statusOf(410, 'Expired', 'too old resource version') };
  const server = await servePods({
    lists: [[pod('a', '8'), pod('b', '9')], [pod('b', '9')]],
    watches: [(_, response) => sendEvent(response, 'ERROR', expired)],
  });
  const facts = await factsUntil(await openTarget(server.kubeconfig), (f) => f.startsWith('gone'));
  expect(facts.at(-1)).toBe('gone a@8');
  expect(facts.filter((fact) => fact === 'present b@9')).toHaveLength(1);
});

test('a server that forbids everything just after its start is given time', async () => {
  const words = 'User "ann" cannot list resource "pods" in API group "" in the namespace "default"';
  let lists = 0;
  const server = await startScriptedServer((heard, response) => {
    if (heard.query.has('watch') && lists === 1 && heard.path.endsWith('/pods')) {
      return sendJson(response, 410, statusOf(410, 'Expired', 'too old'));
    }
    if (heard.query.has('watch')) return void response.writeHead(200).flushHeaders();
    if (!heard.path.endsWith('/pods')) return sendJson(response, 200, { metadata: {} });
    lists += 1;
    if (lists === 2) return sendJson(response, 403, statusOf(403, 'Forbidden', words));
    return sendJson(response, 200, { metadata: {}, items: lists === 1 ? [] : [pod('a', '5')] });
  });
  const target = await openTarget(server.kubeconfig, virtualTiming());
  expect(await factsUntil(target, (fact) => fact === 'present a@5')).not.toContain('missing Pod');
});

test('a server that is too busy to watch gets its time and the version is kept', async () => {
  const busy = statusOf(429, 'TooManyRequests', 'slow down');
  const server = await servePods({
    lists: [[]],
    watches: [
      (_, response) => sendJson(response.setHeader('retry-after', '7'), 429, busy),
      (_, response) => sendEvent(response, 'ADDED', pod('a', '11')),
    ],
  });
  const { timing, slept } = virtualTiming();
  const target = await openTarget(server.kubeconfig, { timing });
  await factsUntil(target, (fact) => fact === 'present a@11');
  expect(slept).toContain(7_000);
  expect(podWatches(server).map(({ query }) => query.get('resourceVersion'))).toEqual(['10', '10']);
});

test('who may not watch learns what is new by listing', async () => {
  const denied = statusOf(403, 'Forbidden', 'User "a" cannot watch resource "pods"');
  const server = await servePods({
    lists: [[], [pod('a', '12')]],
    watches: [(_, response) => sendJson(response, 403, denied)],
  });
  const target = await openTarget(server.kubeconfig, virtualTiming());
  expect(await factsUntil(target, (fact) => fact === 'present a@12')).not.toContain('missing Pod');
});

test('who may not even list goes on without those facts', async () => {
  const words = 'User "ann" cannot list resource "pods" in API group "" in the namespace "default"';
  const server = await startScriptedServer((heard, response) => {
    if (heard.path.endsWith('/pods')) {
      return sendJson(response, 403, statusOf(403, 'Forbidden', words));
    }
    return sendJson(response, 200, { metadata: { resourceVersion: '1' }, items: [] });
  });
  const isDone = (_: string, all: readonly string[]) => all.length === 4;
  const facts = await factsUntil(await openTarget(server.kubeconfig), isDone);
  expect([...facts].sort()).toEqual([
    'missing Pod',
    'synced Deployment',
    'synced Event',
    'synced ReplicaSet',
  ]);
});

test('a watch that says nothing for too long is opened anew', async () => {
  const server = await servePods({
    lists: [[]],
    watches: [
      (_, response) => response.writeHead(200).flushHeaders(),
      (_, response) => sendEvent(response, 'ADDED', pod('a', '11')),
    ],
  });
  const target = await openTarget(server.kubeconfig, { limits: { watchSilence: 100 } });
  expect(await factsUntil(target, (fact) => fact === 'present a@11')).toContain('synced Pod');
});

test('one bad line is a broken stream and not a lost event', async () => {
  const server = await servePods({
    lists: [[]],
    watches: [
      (_, response) => void response.write('{"type":"ADDED","obj\n'),
      (_, response) => sendEvent(response, 'ADDED', pod('a', '11')),
    ],
  });
  const target = await openTarget(server.kubeconfig, virtualTiming());
  await factsUntil(target, (fact) => fact === 'present a@11');
  expect(podWatches(server).map(({ query }) => query.get('resourceVersion'))).toEqual(['10', '10']);
});

test('rejected credentials end the facts with an error', async () => {
  const server = await servePods({
    lists: [[]],
    watches: [(_, response) => sendJson(response, 401, statusOf(401, 'Unauthorized', 'no'))],
  });
  const target = await openTarget(server.kubeconfig);
  const error = await rejectionOf(factsUntil(target, () => false));
  expect(error.code).toBe('UNAUTHENTICATED');
});

test('who stops listening leaves no watch behind', async () => {
  const server = await servePods({ lists: [[pod('a', '9')]], watches: [] });
  const target = await openTarget(server.kubeconfig);
  for await (const fact of target.facts('qwen', new AbortController().signal)) {
    if (fact.kind === 'present') break;
  }
  const count = server.heard.length;
  expect(await target.read({ apiVersion: 'v1', kind: 'Pod', name: 'a' })).toBeDefined();
  expect(server.heard.length).toBe(count + 1);
});

test('a plugin that fails in the middle ends the facts with its error', async () => {
  const server = await servePods({
    lists: [[]],
    watches: [(_, response) => sendJson(response, 401, statusOf(401, 'Unauthorized', 'no'))],
    tls: {},
  });
  const token = `{apiVersion: ${pluginVersion}, kind: ExecCredential, status: {token: a}}`;
  const exec = {
    apiVersion: pluginVersion,
    interactiveMode: 'Never',
    command: 'sh',
    args: [
      '-c',
      `test ! -e ${server.folder}/ran || exit 3; touch ${server.folder}/ran; echo "$0"`,
      token,
    ],
  };
  const kubeconfig = await writeKubeconfig(server.folder, server.url, { user: { exec } });
  const target = await openTarget(kubeconfig, { environment: { PATH: process.env.PATH } });
  const error = await rejectionOf(factsUntil(target, () => false));
  expect(error.message).toBe('Cannot run credential plugin `sh`: it ended with status 3');
});

test('a fault of the listener reaches it and is not taken for a broken watch', async () => {
  const server = await servePods({
    lists: [[]],
    watches: [(_, response) => sendEvent(response, 'ADDED', pod('a', '11'))],
  });
  const target = await openTarget(server.kubeconfig);
  const listening = factsUntil(target, (fact) => {
    if (fact === 'present a@11') throw new RangeError('cannot draw');
    return false;
  });
  await expect(listening).rejects.toThrow('cannot draw');
});
