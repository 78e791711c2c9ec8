import type { Place } from '../core/intent/schema.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type Headers, singleHeader } from './single-header.ts';

/** An answer of a hub that is no, as its own client reads it: the code first, the status after. */
export interface HubRefusal {
  readonly cause: HubCause;
  readonly status: number;
  /** A login, or another one, may make it a yes. */
  readonly mayYield: boolean;
}

export type HubCause =
  | 'Unauthorized'
  | 'Gated'
  | 'Forbidden'
  | 'Disabled'
  | 'RepositoryNotFound'
  | 'RevisionNotFound'
  | 'FileNotFound';

/** What is asked for, as the words name it. */
export interface HubAsked {
  readonly endpoint: string;
  readonly repo: string;
  readonly revision: string;
  readonly file: string | undefined;
  /** Where it would be fetched. */
  readonly place: Place;
  /** Whether a token was shown. */
  readonly hasToken: boolean;
}

const causesOfCode: Readonly<Record<string, HubCause>> = {
  GatedRepo: 'Gated',
  RepoNotFound: 'RepositoryNotFound',
  RevisionNotFound: 'RevisionNotFound',
  EntryNotFound: 'FileNotFound',
};

const causesOfStatus: Readonly<Record<number, HubCause>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'FileNotFound',
  410: 'FileNotFound',
};

/** Reads an answer; nothing when it is no refusal. */
export function hubRefusal(status: number, headers: Headers): HubRefusal | undefined {
  if (status < 400 || status >= 500) return undefined;
  const code = singleHeader(headers, 'x-error-code') ?? '';
  const message = singleHeader(headers, 'x-error-message') ?? '';
  const cause = /access to this resource is disabled/i.test(message)
    ? 'Disabled'
    : // To those it does not know a hub answers 401 for what is missing and for what is private.
      status === 401 && code !== 'GatedRepo'
      ? 'Unauthorized'
      : (causesOfCode[code] ?? causesOfStatus[status]);
  if (cause === undefined) return undefined;
  return { cause, status, mayYield: status === 401 || status === 403 || cause === 'Gated' };
}

const facts: Readonly<Record<HubCause, (asked: HubAsked) => string>> = {
  Unauthorized: ({ repo, hasToken }) =>
    hasToken
      ? `the hub does not accept the token of this machine for \`${repo}\``
      : `the hub wants a login for \`${repo}\`, which is private or does not exist`,
  Gated: ({ repo, hasToken }) =>
    hasToken
      ? `\`${repo}\` is gated, and the token of this machine has no access to it`
      : `\`${repo}\` is gated: somebody has to accept its terms and show a token`,
  Forbidden: ({ repo }) => `the hub forbids access to \`${repo}\``,
  Disabled: ({ repo }) => `the hub has disabled \`${repo}\``,
  RepositoryNotFound: ({ repo }) => `the hub has no repository \`${repo}\``,
  RevisionNotFound: ({ repo, revision }) => `\`${repo}\` has no revision \`${revision}\``,
  FileNotFound: ({ repo, revision, file }) =>
    file === undefined
      ? `the hub has no repository \`${repo}\``
      : `\`${repo}\` has no file \`${file}\` in revision \`${revision}\``,
};

/** Why the hub says no, for a sentence. */
export function refusalFact({ cause, status }: HubRefusal, asked: HubAsked): string {
  return `${facts[cause](asked)} (${status})`;
}

/** The steps that give a pod a token. */
export const podTokenSteps: readonly string[] = [
  'kubectl create secret generic hf-token --from-file=token=<file with the token>',
  'the same command with --token-secret hf-token, and the token in HF_TOKEN for this machine',
];

const tokenSteps: Readonly<Record<Place, readonly string[]>> = {
  pod: podTokenSteps,
  // A variable reaches only an agent that is started with it, a login any agent at once.
  host: ['hf auth login', 'llmkube metal stop, and the same command with the token in HF_TOKEN'],
};

/** The error of a refusal, with what to type next. */
export function hubError(refusal: HubRefusal, asked: HubAsked): LlmkubeError {
  const { cause, status } = refusal;
  const { endpoint, repo, revision, file, place } = asked;
  const page = `${endpoint}/${repo}`;
  const next: Readonly<Record<HubCause, readonly string[]>> = {
    Unauthorized: tokenSteps[place],
    Gated: [`accept the terms on ${page}`, ...tokenSteps[place]],
    Forbidden: [`look at ${page}`],
    Disabled: [`look at ${page}`],
    RepositoryNotFound: [`look at ${page}`],
    RevisionNotFound: [`look at ${page}/commits/main`],
    FileNotFound: [`look at ${page}/tree/${revision}`],
  };
  return new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot fetch \`${file === undefined ? repo : `${repo}/${file}`}\`: ${refusalFact(refusal, asked)}`,
    {
      facts: { field: 'model.source', cause, status, repository: repo, endpoint },
      suggestions: next[cause],
    },
  );
}
