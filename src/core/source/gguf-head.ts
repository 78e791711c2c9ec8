/** Why a file is not a model that can be served, from what it begins with. */
export interface HeadProblem {
  /** To stand after `Cannot ...: `. */
  readonly fact: string;
  /** What to do about it. */
  readonly suggestions: readonly string[];
}

/** The magic, the version, and the numbers of tensors and of values. */
export const ggufHeadBytes = 24;

const convert = 'convert_hf_to_gguf.py of llama.cpp makes a GGUF file of it';

/** What people take for a GGUF file, by how it begins. */
const others: readonly ({ readonly isIt: (head: string) => boolean } & HeadProblem)[] = [
  {
    isIt: (head) => head.startsWith('version https://'),
    fact: 'it is a pointer of Git LFS and not the file itself',
    suggestions: ['git lfs pull'],
  },
  {
    isIt: (head) => /^\s*<(!doctype|html)/i.test(head),
    fact: 'it is a web page and not a GGUF file',
    suggestions: [],
  },
  {
    // The length of a header in JSON, and the header.
    isIt: (head) => head.slice(6, 9) === '\0\0{',
    fact: 'it is a safetensors file and not a GGUF file',
    suggestions: [convert],
  },
  {
    isIt: (head) => head.startsWith('PK\u0003\u0004'),
    fact: 'it is an archive of PyTorch or zip and not a GGUF file',
    suggestions: [convert],
  },
  {
    isIt: (head) => /^(lmgg|fmgg|tjgg|algg)/.test(head),
    fact: 'it has a format of llama.cpp that came before GGUF',
    suggestions: ['fetch the model as a GGUF file'],
  },
];

/** Looks at the first `ggufHeadBytes` of a file; nothing when it may be a GGUF file. */
export function findHeadProblem(head: Uint8Array): HeadProblem | undefined {
  const problem = findFormatProblem(head);
  if (problem !== undefined) return problem;
  // A version of the other byte order is a multiple of 65536.
  const version = Buffer.from(head).readUInt32LE(4);
  if (version === 0 || version % 65_536 === 0) {
    return { fact: 'it was made for machines of the other byte order', suggestions: [] };
  }
  return undefined;
}

/** The same for those who read both byte orders. */
export function findFormatProblem(head: Uint8Array): HeadProblem | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (head.length === 0) return { fact: 'it is empty', suggestions: [] };
  if (!text.startsWith('GGUF')) {
    const other = others.find(({ isIt }) => isIt(text));
    if (other !== undefined) return { fact: other.fact, suggestions: other.suggestions };
    return { fact: 'it is not a GGUF file', suggestions: [] };
  }
  if (head.length < ggufHeadBytes) {
    return { fact: `it ends in its header, after ${head.length} bytes`, suggestions: [] };
  }
  return undefined;
}
