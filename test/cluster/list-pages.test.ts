import { expect, test } from 'vitest';
import { openTarget } from './open-target.ts';
import { sendJson, statusOf } from './replies.ts';
import { startScriptedServer } from './scripted-server.ts';

function record(name: string) {
  const labels = { 'cli.llmkube.dev/record': '1', 'cli.llmkube.dev/release': name };
  return { metadata: { name: `llmkube.${name}`, namespace: 'default', labels } };
}

test('a list that became too old on the way is read once more in one piece', async () => {
  const server = await startScriptedServer(({ path, query }, response) => {
    if (!path.endsWith('/configmaps')) return sendJson(response, 200, { metadata: {} });
    if (query.has('continue')) return sendJson(response, 410, statusOf(410, 'Expired', 'old'));
    if (!query.has('limit')) {
      return sendJson(response, 200, { metadata: {}, items: ['a', 'b', 'c'].map(record) });
    }
    return sendJson(response, 200, { metadata: { continue: 'next' }, items: [record('a')] });
  });
  const rows = await (await openTarget(server.kubeconfig)).listReleases('target');
  expect(rows.map(({ release }) => release)).toEqual(['a', 'b', 'c']);
});

test('a page without objects does not end a list that goes on', async () => {
  const server = await startScriptedServer(({ path, query }, response) => {
    if (!path.endsWith('/configmaps')) return sendJson(response, 200, { metadata: {} });
    if (query.get('continue') === 'next') {
      return sendJson(response, 200, { metadata: {}, items: [record('b')] });
    }
    return sendJson(response, 200, { metadata: { continue: 'next' }, items: null });
  });
  const rows = await (await openTarget(server.kubeconfig)).listReleases('target');
  expect(rows.map(({ release }) => release)).toEqual(['b']);
});
