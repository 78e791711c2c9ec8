/** What a file beside the weights is for. */
export const fileRoles = ['projector', 'draft', 'adapter'] as const;

export type FileRole = (typeof fileRoles)[number];

interface NamedFile {
  readonly source: string;
  readonly sha256?: string | undefined;
  readonly scale?: number | undefined;
}

/** As a model names them. */
export interface NamedFiles {
  readonly projector?: NamedFile | undefined;
  readonly draft?: NamedFile | undefined;
  readonly adapters?: readonly NamedFile[] | undefined;
}

export interface FileBeside extends NamedFile {
  readonly role: FileRole;
  /** Of the intent. */
  readonly path: readonly (string | number)[];
}

/** Every file beside the weights, in the order that all have who speak of them by number. */
export function filesBeside({ projector, draft, adapters = [] }: NamedFiles): FileBeside[] {
  return [
    ...(projector === undefined
      ? []
      : [{ ...projector, role: 'projector', path: ['model', 'projector'] } as const]),
    ...(draft === undefined
      ? []
      : [{ ...draft, role: 'draft', path: ['model', 'draft'] } as const]),
    ...adapters.map((adapter, index) => {
      return { ...adapter, role: 'adapter', path: ['model', 'adapters', index] } as const;
    }),
  ];
}

/** The field as people read it, such as `model.adapters[0].source`. */
export function sourceFieldOf({ path }: Pick<FileBeside, 'path'>): string {
  return `${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')}.source`.slice(
    1,
  );
}
