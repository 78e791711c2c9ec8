import { expect, test } from 'vitest';
import { catalogModelText, catalogText } from '../../src/ui/catalog-text.ts';
import { modelText } from '../../src/ui/model-text.ts';

const settings = { sampling: { temperature: 0.6, minP: 0 } };
const entry = {
  id: 'tiny',
  title: 'Tiny',
  repo: 'org/tiny',
  license: 'mit',
  files: [{ name: 'Q8_0', file: 'tiny.gguf' }],
  usual: 'Q8_0',
};

test('a model is shown with what is recommended, who says so, and how to read its license', () => {
  const text = catalogModelText({ ...entry, settings });
  expect(text).toContain('  recommended temperature 0.6, minP 0\n  verified');
  const sourced = { ...settings, source: 'https://page.example' };
  expect(catalogModelText({ ...entry, settings: sourced })).toContain(
    '  recommended temperature 0.6, minP 0\n              by https://page.example\n',
  );
  expect(text).toContain('  license     mit; `llmkube license tiny` says what it asks for\n');
});

test('what is not known of a model has no line', () => {
  const { license: _, ...bare } = entry;
  expect(catalogModelText(bare)).not.toMatch(/recommended|license/);
});

test('the line of a model that is deployed names its settings as those of its sources', () => {
  const chosen = {
    type: 'modelChosen',
    model: 'tiny',
    title: 'Tiny',
    repository: 'org/tiny',
    file: 'tiny.gguf',
    quantisation: 'Q8_0',
    why: 'it was asked for',
  } as const;
  const line = 'Model: Tiny, tiny.gguf of org/tiny (Q8_0), because it was asked for';
  expect(modelText(chosen)).toBe(line);
  expect(modelText({ ...chosen, settings })).toBe(
    `${line}; with temperature 0.6, minP 0, as its sources recommend`,
  );
});

test('a search without a model says which words were meant', () => {
  expect(catalogText({ models: [] })).toBe('No such model in the catalog\n');
  expect(catalogText({ models: [], near: ['qwen', 'qwen3'] })).toBe(
    'No such model in the catalog; did you mean `qwen` or `qwen3`?\n',
  );
});
