import type { ErrorCode } from '../../errors/codes.ts';
import { describeCause } from '../../errors/describe-cause.ts';
import type { ErrorFacts } from '../../errors/llmkube-error.ts';
import { grantCommands } from './grant-commands.ts';
import { readDenial, type Status } from './status.ts';

export interface Explanation {
  readonly code: ErrorCode;
  applies(status: Status): boolean;
  explain(status: Status): Words;
}

export interface Words {
  /** To stand after `Cannot ...: `. */
  readonly fact: string;
  readonly facts: ErrorFacts;
  readonly suggestions?: readonly string[];
}

// The last one is a claim that would shrink, once it is bound; before that it is immutable whole.
const immutableWords =
  /field is immutable|may not change once set|is immutable after creation|can not be less than status\.capacity/;

/**
 * What the failures of a real API server (1.37.2) mean, tried in order. The words of a `Status`
 * are the only thing that tells several of them apart.
 */
export const explanations: readonly Explanation[] = [
  {
    code: 'UNAUTHENTICATED',
    applies: ({ code }) => code === 401,
    explain: () => ({ fact: 'the API server does not accept the credentials', facts: {} }),
  },
  {
    code: 'FORBIDDEN',
    applies: (status) => readDenial(status) !== undefined,
    explain: explainDenial,
  },
  {
    code: 'QUOTA_EXCEEDED',
    applies: ({ code, message }) => code === 403 && message.includes('exceeded quota'),
    explain: ({ message }) => {
      const [, words = message] = /exceeded quota: (.*)/.exec(message) ?? [];
      return { fact: `a quota does not leave room: ${describeCause(words)}`, facts: {} };
    },
  },
  {
    code: 'OBJECT_TERMINATING',
    applies: ({ message, causes }) =>
      causes.some(({ reason }) => reason === 'NamespaceTerminating') ||
      message.startsWith('object is being deleted'),
    explain: ({ message }) => ({ fact: describeCause(message), facts: {} }),
  },
  {
    code: 'NAMESPACE_NOT_FOUND',
    applies: ({ code, resource }) => code === 404 && resource === 'namespaces',
    explain: ({ name }) => ({
      fact: `namespace \`${name}\` does not exist`,
      facts: { namespace: name },
      suggestions: [`kubectl create namespace ${name}`],
    }),
  },
  {
    code: 'FIELD_CONFLICT',
    applies: ({ causes }) => causes.some(({ reason }) => reason === 'FieldManagerConflict'),
    explain: explainConflict,
  },
  {
    code: 'OBJECT_CHANGED',
    applies: ({ code, resource, causes }) =>
      (code === 409 && resource !== 'resourcequotas') ||
      (code === 422 && causes.some(({ field }) => field === 'metadata.uid')),
    explain: ({ message }) => ({
      fact: 'it was changed, deleted or made again in the meantime',
      facts: { answer: describeCause(message) },
    }),
  },
  {
    code: 'FIELD_IMMUTABLE',
    applies: ({ code, causes }) =>
      code === 422 &&
      causes.length > 0 &&
      causes.every(
        ({ field, message }) => immutableWords.test(message) || isClaimSpec(field, message),
      ),
    explain: ({ causes }) => {
      const fields = [...new Set(causes.map(({ field }) => field))];
      return { fact: `${listFields(fields)} can never change`, facts: { fields } };
    },
  },
  {
    // The server could not even read the object, so no user's value is at fault.
    code: 'INTERNAL',
    applies: ({ message }) => message.includes('failed to create typed patch object'),
    explain: ({ message }) => ({
      fact: `the API server cannot read what llmkube sends, which is a fault of llmkube itself: ${describeCause(message)}`,
      facts: {},
    }),
  },
  {
    code: 'OBJECT_REJECTED',
    applies: ({ code }) => [400, 403, 413, 422].includes(code),
    explain: explainRejection,
  },
];

// A claim's refusal carries a diff of Go field names, which says nothing to people.
function isClaimSpec(field: string, message: string): boolean {
  return field === 'spec' && message.includes('spec is immutable after creation');
}

function explainDenial(status: Status): Words {
  const denial = readDenial(status);
  if (denial === undefined) return { fact: describeCause(status.message), facts: {} };
  const { user, verb, resource, group, namespace } = denial;
  const where = namespace === '' ? 'in the whole cluster' : `in namespace \`${namespace}\``;
  return {
    fact: `user \`${user}\` may not \`${verb}\` \`${resource}\` ${where}`,
    facts: { user, verb, resource, group, namespace },
    suggestions: grantCommands(denial),
  };
}

function explainConflict({ causes }: Status): Words {
  // The server names them in no order.
  const conflicts = causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .toSorted((one, other) => (one.field < other.field ? -1 : 1));
  const fields = conflicts.map(({ field }) => field.replace(/^\./, ''));
  const managers = conflicts.map(({ message }) => /"(.*?)"/.exec(message)?.[1] ?? 'unknown');
  const owners = [...new Set(managers)].map((manager) => `\`${manager}\``).join(', ');
  return {
    fact: `${listFields(fields)} ${fields.length > 1 ? 'are' : 'is'} owned by ${owners}`,
    facts: { fields, managers },
  };
}

function explainRejection({ message, causes }: Status): Words {
  const [first] = causes.filter(({ field }) => field !== '');
  const more = causes.length > 1 ? ` (and ${causes.length - 1} more)` : '';
  const fact =
    first === undefined
      ? `the API server refuses: ${describeCause(message)}`
      : `\`${first.field}\`: ${describeCause(first.message)}${more}`;
  return { fact, facts: { fields: causes.map(({ field }) => field) } };
}

function listFields(fields: readonly string[]): string {
  const [first = 'a field', ...rest] = fields.map((field) => `\`${field}\``);
  return rest.length === 0 ? `field ${first}` : `fields ${[first, ...rest].join(', ')}`;
}
