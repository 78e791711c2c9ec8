import { describeCause } from '../../errors/describe-cause.ts';
import type { CauseCode } from './cause-codes.ts';

/** Words of container engines (containerd 2, CRI-O 1.34), the first that match decide. */
const meanings: readonly (readonly [RegExp, CauseCode, string])[] = [
  [
    /\b429\b|toomanyrequests|too many requests/i,
    'ImageRateLimited',
    'the registry asks for patience',
  ],
  [
    /no match for platform|no matching manifest/i,
    'ImageWrongPlatform',
    'it is not built for this platform',
  ],
  [/no space left/i, 'ImageNoSpace', 'the disk of the node is full'],
  [
    /unauthorized|access denied|authorization failed|authentication required|insufficient_scope|\b40[13]\b|denied:/i,
    'ImageUnauthorized',
    'the registry does not let the cluster have it',
  ],
  [
    /not found|manifest unknown|name unknown|\b404\b/i,
    'ImageNotFound',
    'the registry does not have it',
  ],
  [
    /dial tcp|no such host|timeout|timed out|deadline exceeded|connection re|unreachable|\bEOF\b|\b5\d\d\b|x509|tls:/i,
    'ImageUnreachable',
    'the registry cannot be reached',
  ],
];

/** Whether the words say why, or only that a pull waits for its next attempt. */
export function saysWhy(words: string): boolean {
  return meaningOf(words) !== undefined;
}

/** What a failed pull comes down to. */
export function readPullWords(
  image: string,
  words: string,
): { readonly code: CauseCode; readonly message: string } {
  const [, code, why] = meaningOf(words) ?? [undefined, 'ImagePull', 'the pull fails'];
  const said = shorten(words);
  return {
    code,
    message: `image ${image} cannot be pulled, ${why}${said === '' ? '' : ` (${said})`}`,
  };
}

function meaningOf(words: string) {
  return meanings.find(([pattern]) => pattern.test(words));
}

// Every layer that passes the failure on puts its own words before it.
function shorten(words: string): string {
  return describeCause(
    words
      .replace(/^.*ErrImagePull: /s, '')
      .replace(/^Back-off pulling image "[^"]*"$/, '')
      .replace(/^Failed to pull image "[^"]*": /, '')
      .replace(/^rpc error: code = \w+ desc = /, '')
      .replace(/^failed to pull and unpack image "[^"]*": /, '')
      .replace(/^failed to resolve (image|reference "[^"]*"): /, ''),
  );
}
