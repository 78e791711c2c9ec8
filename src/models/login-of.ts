import type { RangeQuestion } from './open-range.ts';
import { s3LoginFor } from './s3-access.ts';

/** A place behind a URL, see `HeaderPlace`. */
interface Asked {
  readonly url: string;
  readonly isHub: boolean;
  readonly region?: string | undefined;
  readonly signsFor?: string | undefined;
}

interface Known {
  readonly token?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What a server is shown of this machine: a hub its token, S3 a signature, others nothing. */
export function loginOf(
  { url, isHub, region, signsFor }: Asked,
  { token, environment = {} }: Known,
): Pick<RangeQuestion, 'token' | 's3'> {
  return {
    token: isHub ? token : undefined,
    ...(region === undefined ? {} : { s3: s3LoginFor({ url, region }, environment, signsFor) }),
  };
}
