import type * as z from 'zod';
import type { StatedLicense } from '../license/stated-license.ts';
import type { hubModelSchema } from './hub-model.ts';

/** What a hub tells of a repository without sending a file. */
export interface HubFacts {
  /** Somebody has to accept terms before a file can be had. */
  readonly isGated: boolean;
  /** What its page says; absent when it says nothing. */
  readonly license?: StatedLicense;
  /** By their place in the repository. */
  readonly files: ReadonlyMap<string, HubFile>;
}

export interface HubFile {
  readonly bytes?: number;
  /** Of a file in large storage. */
  readonly sha256?: string;
}

/** What came of a question about a repository. */
export type RepositorySight =
  | { readonly kind: 'seen'; readonly facts: HubFacts }
  | { readonly kind: 'missing' | 'gated' | 'unreachable'; readonly why: string };

/** Reads the answer of a hub. */
export function hubFactsOf(model: z.infer<typeof hubModelSchema>): HubFacts {
  const license = licenseOf(model);
  return {
    isGated: model.gated !== undefined && model.gated !== false,
    ...(license === undefined ? {} : { license }),
    files: new Map(
      model.siblings.map(({ rfilename, size, lfs }) => [rfilename, fileOf(lfs?.size ?? size, lfs)]),
    ),
  };
}

function fileOf(bytes: number | undefined, lfs: { sha256?: string | undefined } | undefined) {
  const isSize = bytes !== undefined && Number.isSafeInteger(bytes) && bytes > 0;
  const isDigest = /^[0-9a-f]{64}$/.test(lfs?.sha256 ?? '');
  return {
    ...(isSize ? { bytes } : {}),
    ...(isDigest && lfs?.sha256 !== undefined ? { sha256: lfs.sha256 } : {}),
  };
}

function licenseOf({ cardData, tags = [] }: z.infer<typeof hubModelSchema>) {
  const { license, license_name: name, license_link: link } = cardData ?? {};
  const tag = tags.find((one) => one.startsWith('license:'))?.slice('license:'.length);
  const [id = tag] = Array.isArray(license) ? license : [license];
  if (id === undefined && name === undefined && link === undefined) return undefined;
  return {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(link === undefined ? {} : { link }),
  };
}
