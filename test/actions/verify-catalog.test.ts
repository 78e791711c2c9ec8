import { expect, test } from 'vitest';
import { verifyCatalog } from '../../src/actions/verify-catalog.ts';
import type { RepositorySight } from '../../src/core/source/hub-facts.ts';
import { rejectionOf } from '../support/error-of.ts';

const models = Array.from({ length: 20 }, (_, index) => ({
  id: `m${index}`,
  title: 'M',
  // Two models of each repository.
  repo: `org/r${Math.floor(index / 2)}`,
  files: [{ name: 'Q', file: 'm.gguf' }],
  usual: 'Q',
}));
const there: RepositorySight = {
  kind: 'seen',
  facts: { isGated: false, files: new Map([['m.gguf', { bytes: 5, sha256: 'a'.repeat(64) }]]) },
};

function portsOf(sight: (repo: string) => RepositorySight) {
  const asked: string[] = [];
  const written: string[] = [];
  let underWay = 0;
  let most = 0;
  const ports = {
    hub: 'https://hub.example',
    readRepository: async (repo: string) => {
      asked.push(repo);
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      underWay -= 1;
      return sight(repo);
    },
    writeFile: async (file: string, text: string) => void written.push(file, text),
  };
  return { ports, asked, written, most: () => most };
}

test('each repository is asked once, and four at a time', async () => {
  const { ports, asked, most } = portsOf(() => there);
  const { checks } = await verifyCatalog({ catalog: models, models: [] }, ports);
  expect(checks.map(({ model }) => model)).toEqual(models.map(({ id }) => id));
  expect(asked.toSorted()).toEqual([...new Set(models.map(({ repo }) => repo))].toSorted());
  expect(most()).toBe(4);
});

test('named models alone are asked for, each once, and an unknown name is an error', async () => {
  const { ports, asked } = portsOf(() => there);
  const { checks } = await verifyCatalog({ catalog: models, models: ['m3', 'M3'] }, ports);
  expect(checks.map(({ model }) => model)).toEqual(['m3']);
  expect(asked).toEqual(['org/r1']);
  const error = await rejectionOf(verifyCatalog({ catalog: models, models: ['m33'] }, ports));
  expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  expect(error.message).toMatch(/^Cannot verify `m33`/);
});

test('of two models of one name the first is verified', async () => {
  const own = { ...models[0], repo: 'org/own' } as (typeof models)[number];
  const { ports, asked } = portsOf(() => there);
  await verifyCatalog({ catalog: [own, ...models.slice(0, 1)], models: [] }, ports);
  expect(asked).toEqual(['org/own']);
});

test('a hub that tells nothing at all is an error, and one that tells something is not', async () => {
  const silent: RepositorySight = { kind: 'unreachable', why: 'it is away' };
  const error = await rejectionOf(
    verifyCatalog({ catalog: models, models: [] }, portsOf(() => silent).ports),
  );
  expect(error.code).toBe('HUB_UNREACHABLE');
  expect(error.message).toBe(
    'Cannot verify the catalog: the hub https://hub.example does not tell what it has: it is away',
  );
  const { ports } = portsOf((repo) => (repo === 'org/r0' ? there : silent));
  const { checks } = await verifyCatalog({ catalog: models, models: [] }, ports);
  expect(checks.slice(0, 3).map(({ outcome }) => outcome)).toEqual([
    'verified',
    'verified',
    'unreachable',
  ]);
});

test('what is verified is written, and nothing is written where nothing is', async () => {
  const { ports, written } = portsOf((repo) =>
    repo === 'org/r0' ? there : { kind: 'missing', why: 'gone' },
  );
  const request = { catalog: models, models: ['m0', 'm5'], write: 'pinned.yaml' };
  expect(await verifyCatalog(request, ports)).toMatchObject({ written: 'pinned.yaml' });
  expect(written[0]).toBe('pinned.yaml');
  expect(written[1]).toMatch(/^# Written by llmkube catalog verify/);
  expect(written[1]).toContain(`sha256: ${'a'.repeat(64)}`);
  expect(written[1]).not.toContain('m5');
  const none = await verifyCatalog({ ...request, models: ['m5'] }, ports);
  expect(none).not.toHaveProperty('written');
  expect(written).toHaveLength(2);
});
