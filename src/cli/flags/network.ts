import { Flags } from '@oclif/core';
import type { PartialIntent } from '../../core/intent/merge-intent.ts';
import { parseSecretReference } from '../parse-secret-reference.ts';
import { readAuthorityFile } from '../trust-authority-file.ts';

const network = { helpGroup: 'NETWORK' } as const;

/** How a release is reached, and reaches its source. An empty text takes a field away. */
export const networkFlags = {
  'api-key-secret': Flags.string({
    summary: 'name of a Secret with the key that clients must show, by default none',
    helpValue: '<name[:key]>',
    ...network,
  }),
  'download-proxy': Flags.string({
    summary: 'proxy that pods fetch weights through, by default none',
    helpValue: '<url>',
    ...network,
  }),
  'download-no-proxy': Flags.string({
    summary: 'hosts that pods fetch from without that proxy, separated by commas',
    helpValue: '<hosts>',
    ...network,
  }),
};

export interface NetworkFlags {
  readonly 'ca-file'?: string | undefined;
  readonly 'api-key-secret'?: string | undefined;
  readonly 'download-proxy'?: string | undefined;
  readonly 'download-no-proxy'?: string | undefined;
}

/**
 * The fields that were given this time. Authorities that this machine is told to trust are given
 * to the downloads of pods too, which meet the same servers; those of the environment are not, as
 * nothing of a release comes from there.
 */
export async function networkOf(flags: NetworkFlags): Promise<PartialIntent> {
  const file = flags['ca-file'];
  return {
    apiKeySecret: parseSecretReference(flags['api-key-secret'], 'api-key'),
    authorities: file ? (await readAuthorityFile(file)).join('\n') : orGone(file),
    proxy: {
      url: orGone(flags['download-proxy']),
      noProxy: orGone(flags['download-no-proxy']),
    },
  };
}

function orGone(text: string | undefined): string | null | undefined {
  return text === '' ? null : text;
}
