import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';

function personaplex(rest: PartialIntent): PartialIntent {
  const plain = {
    model: { source: 'hf://org/model' },
    runtime: { kind: 'personaplex', image: 'speech:1' },
  };
  return mergeIntent(plain, rest) as PartialIntent;
}

/** What PersonaPlex cannot do, by what is wrong. */
export const personaplexRefusals: Readonly<Record<string, PartialIntent>> = {
  'personaplex: no image of its own': {
    model: { source: 'hf://org/model' },
    runtime: { kind: 'personaplex', image: null },
  },
  'personaplex: one file': personaplex({ model: { source: 'https://models.example/m.gguf' } }),
  'personaplex: a revision': personaplex({ model: { source: 'hf://org/model@v1' } }),
  'personaplex: a folder of a claim': personaplex({ model: { source: 'pvc://weights/speech' } }),
  'personaplex: vectors': personaplex({ serving: { mode: 'embedding' } }),
  'personaplex: a context': personaplex({ serving: { contextLength: 4096 } }),
  'personaplex: a key': personaplex({ network: { apiKeySecret: { name: 'clients', key: 'a' } } }),
  'personaplex: a token in a variable': personaplex({ runtime: { env: { HF_TOKEN: 'x' } } }),
};
