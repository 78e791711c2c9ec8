/** What a file is in place of a GGUF file; these words are stable. */
export type HeadProblemKind =
  | 'empty'
  | 'truncated'
  | 'git-lfs-pointer'
  | 'web-page'
  | 'safetensors'
  | 'archive'
  | 'older-format'
  | 'not-gguf'
  | 'byte-order';

/** Why a file is not a model that can be served, from what it begins with. */
export interface HeadProblem {
  readonly kind: HeadProblemKind;
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
    kind: 'git-lfs-pointer',
    fact: 'it is a pointer of Git LFS and not the file itself',
    suggestions: ['git lfs pull'],
  },
  {
    isIt: (head) => /^\s*<(!doctype|html)/i.test(head),
    kind: 'web-page',
    fact: 'it is a web page and not a GGUF file',
    suggestions: [],
  },
  {
    // The length of a header in JSON, and the header.
    isIt: (head) => head.slice(6, 9) === '\0\0{',
    kind: 'safetensors',
    fact: 'it is a safetensors file and not a GGUF file',
    suggestions: [convert],
  },
  {
    isIt: (head) => head.startsWith('PK\u0003\u0004'),
    kind: 'archive',
    fact: 'it is an archive of PyTorch or zip and not a GGUF file',
    suggestions: [convert],
  },
  {
    isIt: (head) => /^(lmgg|fmgg|tjgg|algg)/.test(head),
    kind: 'older-format',
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
    const fact = 'it was made for machines of the other byte order';
    return { kind: 'byte-order', fact, suggestions: [] };
  }
  return undefined;
}

/** The same for those who read both byte orders. */
export function findFormatProblem(head: Uint8Array): HeadProblem | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (head.length === 0) return { kind: 'empty', fact: 'it is empty', suggestions: [] };
  if (!text.startsWith('GGUF')) {
    const other = others.find(({ isIt }) => isIt(text));
    if (other !== undefined) {
      return { kind: other.kind, fact: other.fact, suggestions: other.suggestions };
    }
    return { kind: 'not-gguf', fact: 'it is not a GGUF file', suggestions: [] };
  }
  if (head.length < ggufHeadBytes) {
    const fact = `it ends in its header, after ${head.length} bytes`;
    return { kind: 'truncated', fact, suggestions: [] };
  }
  return undefined;
}
