import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dashboardOf } from '../../../scripts/docs/dashboard.ts';
import { containerNames } from '../../../src/core/render/container.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';

const file = path.resolve(import.meta.dirname, '../../../docs/dashboards/llmkube.json');
const text = readFileSync(file, 'utf8');
const dashboard = JSON.parse(text) as {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
};
const questions = [
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...dashboard.templating.list.map(({ query }) => query),
];

test('the dashboard asks for metrics and containers alone that the runtimes declare', () => {
  const declared = runtimes.flatMap(({ metrics }) =>
    metrics === undefined ? [] : [metrics.running, metrics.waiting, metrics.tokens],
  );
  const asked = questions.flatMap((text) =>
    [...text.matchAll(/__name__=~"([^"]*)"/g)].flatMap(([, names = '']) => names.split('|')),
  );
  expect(new Set(asked)).toEqual(new Set(declared));
  const containers = questions.flatMap((text) =>
    [...text.matchAll(/container="([^"]*)"/g)].map(([, name]) => name),
  );
  expect(new Set(containers)).toEqual(new Set([containerNames.server]));
});

test('the dashboard asks every runtime for what it asks one of them, as `npm run docs` writes it', () => {
  expect(dashboardOf(runtimes, text)).toBe(text);
});
