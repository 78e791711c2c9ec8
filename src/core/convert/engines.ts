/** What the operator knew of an engine other than llama.cpp, and where its words go. */
export interface OtherEngine {
  /** Of the engine, where nobody said one. */
  readonly port: number;
  /** Whether it fetches a whole repository itself. */
  readonly takesRepository: boolean;
  /** Whether there is no image but that of the user. */
  readonly needsImage?: true;
  /** Its own block. */
  readonly block?: 'vllmConfig' | 'sglangConfig' | 'tgiConfig' | 'personaPlexConfig';
  /** Words among `extraArgs` that a field says; absent where the operator passed none on. */
  readonly said?: readonly SaidWord[];
  /** Words of `extraArgs` that are given anyhow. */
  readonly given?: readonly string[];
  /** Variables of the token of the hub; of several the first that is there counts. */
  readonly tokenVariables?: readonly string[];
  /** The variable that it reads its API key from. */
  readonly keyVariable?: string;
}

export interface SaidWord {
  readonly word: string;
  readonly field: string;
  /** A whole number, and anything else stays an argument. */
  readonly isCount?: true;
}

// Of the hub's own library.
const ofHub = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'];

const count = (word: string, field: string): SaidWord => ({ word, field, isCount: true });

/** By the word of `runtime`. */
export const otherEngines: Readonly<Record<string, OtherEngine>> = {
  vllm: {
    port: 8000,
    takesRepository: true,
    block: 'vllmConfig',
    said: [
      { word: '--served-model-name', field: 'model.id' },
      { word: '--host', field: 'network.bindAddress' },
      count('--max-model-len', 'serving.contextLength'),
      count('--max-num-seqs', 'serving.concurrency'),
    ],
    tokenVariables: ofHub,
    keyVariable: 'VLLM_API_KEY',
  },
  sglang: {
    port: 30_000,
    takesRepository: true,
    block: 'sglangConfig',
    said: [
      { word: '--served-model-name', field: 'model.id' },
      { word: '--host', field: 'network.bindAddress' },
      count('--context-length', 'serving.contextLength'),
      count('--max-running-requests', 'serving.concurrency'),
    ],
    tokenVariables: ofHub,
    given: ['--enable-metrics'],
  },
  tgi: {
    port: 80,
    takesRepository: true,
    block: 'tgiConfig',
    said: [
      { word: '--hostname', field: 'network.bindAddress' },
      count('--max-total-tokens', 'serving.contextLength'),
      count('--max-concurrent-requests', 'serving.concurrency'),
    ],
    // Its launcher hands the first on as the second.
    tokenVariables: ['HF_API_TOKEN', ...ofHub],
    keyVariable: 'API_KEY',
  },
  personaplex: {
    port: 8998,
    takesRepository: true,
    needsImage: true,
    block: 'personaPlexConfig',
    tokenVariables: ofHub,
  },
  generic: { port: 8080, takesRepository: false, needsImage: true },
};

/** How `extraArgs` spell a word: dashes for underscores, and no value. */
export function wordOf(text: string): string {
  const [name = ''] = text.split('=', 1);
  return name.startsWith('--') ? name.replaceAll('_', '-') : name;
}
