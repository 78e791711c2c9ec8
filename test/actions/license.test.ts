import { expect, test } from 'vitest';
import { type LicensePorts, license } from '../../src/actions/license.ts';
import type { CatalogEntry } from '../../src/core/catalog/catalog-entry.ts';
import type { MetadataValue } from '../../src/core/gguf/metadata.ts';
import type { StatedLicense } from '../../src/core/license/stated-license.ts';
import type { RepositorySight } from '../../src/core/source/hub-facts.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import type { HeaderOutcome } from '../../src/models/read-metadata-of.ts';
import { rejectionOf } from '../support/error-of.ts';

const entry: CatalogEntry = {
  id: 'm',
  title: 'M',
  repo: 'org/m',
  license: 'llama3.1',
  files: [{ name: 'Q', file: 'm.gguf' }],
  usual: 'Q',
};

function headerOf(entries: Record<string, MetadataValue>): HeaderOutcome {
  const metadata = new Map(Object.entries(entries));
  const header = { version: 3, byteOrder: 'little', tensors: 0, values: 1, metadata } as const;
  return { kind: 'read', header };
}

function cardOf(stated: StatedLicense | undefined): RepositorySight {
  const said = stated === undefined ? {} : { license: stated };
  return { kind: 'seen', facts: { isGated: false, files: new Map(), ...said } };
}

function ask(source: string, ports: Partial<LicensePorts>, catalog = [entry]) {
  return license(
    { name: 'm', source, catalog },
    {
      readSource: async () => ({ kind: 'reached', facts: { url: 'https://hub.example/m.gguf' } }),
      readHeader: async () => headerOf({}),
      readRepository: async () => cardOf(undefined),
      signal: new AbortController().signal,
      ...ports,
    },
  );
}

test('header, hub and catalog are heard, and the strictest goes first where they differ', async () => {
  const result = await ask('hf://org/m/m.gguf', {
    readHeader: async () => headerOf({ 'general.license': 'apache-2.0' }),
    readRepository: async () => cardOf({ id: 'other', name: 'qwen-research', link: 'LICENSE' }),
  });
  expect(result).toMatchObject({
    name: 'm',
    source: 'hf://org/m/m.gguf',
    statements: [
      { from: 'header', id: 'apache-2.0' },
      { from: 'hub', id: 'other', name: 'qwen-research', link: 'LICENSE' },
      { from: 'catalog', id: 'llama3.1' },
    ],
    differ: true,
    licenses: [{ id: 'qwen-research' }, { id: 'llama3.1' }, { id: 'apache-2.0' }],
    unread: [],
  });
});

test('a gated file is no reason not to hear the hub and the catalog', async () => {
  const refusal = new LlmkubeError('SOURCE_REFUSED', 'Cannot fetch `m`: it is gated');
  const result = await ask('hf://org/m/m.gguf', {
    readSource: () => Promise.reject(refusal),
    readRepository: async () => cardOf({ id: 'gemma' }),
  });
  expect(result.statements.map(({ from }) => from)).toEqual(['hub', 'catalog']);
  expect(result.unread).toEqual([{ from: 'header', why: 'Cannot fetch `m`: it is gated' }]);
});

test('a refusal is the answer where nobody says anything', async () => {
  const refusal = new LlmkubeError('SOURCE_REFUSED', 'Cannot fetch `m`: there is none');
  const asked = ask(
    'hf://org/m/m.gguf',
    {
      readSource: () => Promise.reject(refusal),
      readRepository: async () => ({ kind: 'missing', why: 'the hub has none' }),
    },
    [],
  );
  expect(await rejectionOf(asked)).toBe(refusal);
});

test('a file that says nothing has an unknown license, and the hub is not asked for it', async () => {
  const readRepository = () => Promise.reject(new Error('nobody asks'));
  const result = await ask('/models/m.gguf', { readRepository });
  expect(result).toMatchObject({ statements: [], differ: false, licenses: [], unread: [] });
});

test('what could not be heard is said', async () => {
  const result = await ask('https://models.example/m.gguf', {
    readHeader: async () => ({ kind: 'malformed', fact: 'it is a web page', offset: 0 }),
  });
  expect(result.unread).toEqual([{ from: 'header', why: 'it is a web page' }]);
  const claim = await ask('pvc://models/m.gguf', {});
  expect(claim.unread).toEqual([
    { from: 'header', why: 'a source of kind `claim` is not read from here' },
  ]);
});
