import { expect, test } from 'vitest';
import {
  nextDelay,
  type Progress,
  retryRules,
  type Trouble,
} from '../../../src/cluster/http/retry-policy.ts';

const progress: Progress = {
  attempts: 1,
  elapsedMilliseconds: 0,
  budgetMilliseconds: 30_000,
  isFirstContact: false,
  isRepeatable: true,
  random: 0,
};

function network(code: string, isUnsent = false): Trouble {
  return { kind: 'network', code, isUnsent };
}

function answer(status: number, message = '', retryAfterSeconds?: number): Trouble {
  return { kind: 'answer', status, message, retryAfterSeconds };
}

test('waits double from a quarter of a second, with up to half as much again by chance', () => {
  const waits = [1, 2, 3, 4, 5].map((attempts) =>
    nextDelay(network('ECONNRESET'), { ...progress, attempts }),
  );
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000]);
  expect(nextDelay(network('ECONNRESET'), { ...progress, random: 1 })).toBe(375);
});

const repeated: readonly (readonly [string, Trouble])[] = [
  ['a reset', network('ECONNRESET')],
  ['a broken pipe', network('EPIPE')],
  ['a closed socket', network('UND_ERR_SOCKET')],
  ['a lost answer', network('ETIMEDOUT')],
  ['a name service that is busy', network('EAI_AGAIN', true)],
  ['a refused connection of a server that answered before', network('ECONNREFUSED', true)],
  ['a server that is too busy', answer(429)],
  ['a gateway without a server', answer(502)],
  ['a server that is not ready', answer(503)],
  ['a gateway that gave up', answer(504)],
  ['a webhook that does not answer', answer(500, 'failed calling webhook "x"')],
  ['a store that changes its leader', answer(500, 'etcdserver: leader changed')],
  ['a quota being counted', answer(409, 'Operation cannot be fulfilled on resourcequotas "q"')],
];

test.each(repeated)('%s is tried again', (_title, trouble) => {
  expect(nextDelay(trouble, progress)).toBe(250);
});

const final: readonly (readonly [string, Trouble])[] = [
  ['a typed patch that fails', answer(500, 'failed to create typed patch object')],
  ['a fault without words', answer(500)],
  ['a field conflict', answer(409, 'Apply failed with 1 conflict')],
  ['a missing permission', answer(403)],
  ['an invalid object', answer(422)],
  ['an untrusted certificate', network('SELF_SIGNED_CERT_IN_CHAIN', true)],
  ['silence for the whole time', network('UND_ERR_HEADERS_TIMEOUT')],
];

test.each(final)('%s is final', (_title, trouble) => {
  expect(nextDelay(trouble, progress)).toBeUndefined();
});

test('every rule gives up after its own number of attempts', () => {
  for (const rule of retryRules) {
    const [code] = rule.codes ?? [];
    const words = rule.message?.source.replace(/^\^|\|.*$/g, '') ?? '';
    const trouble = code === undefined ? answer(rule.statuses?.[0] ?? 0, words) : network(code);
    const patient = { ...progress, budgetMilliseconds: Number.POSITIVE_INFINITY };
    const before = nextDelay(trouble, { ...patient, attempts: rule.attempts - 1 });
    expect(before, rule.name).toBeTypeOf('number');
    expect(nextDelay(trouble, { ...patient, attempts: rule.attempts }), rule.name).toBeUndefined();
  }
});

test('a server that never answered is given up at once when it refuses', () => {
  const first = { ...progress, isFirstContact: true };
  expect(nextDelay(network('ECONNREFUSED', true), first)).toBeUndefined();
  expect(nextDelay(network('ENOTFOUND', true), first)).toBeUndefined();
  expect(nextDelay(network('ECONNRESET'), first)).toBe(250);
});

test('what must not happen twice is repeated only when it surely did not happen', () => {
  const once = { ...progress, isRepeatable: false };
  expect(nextDelay(network('ECONNRESET'), once)).toBeUndefined();
  expect(nextDelay(answer(503), once)).toBeUndefined();
  expect(nextDelay(network('ECONNREFUSED', true), once)).toBe(250);
  expect(nextDelay(network('EAI_AGAIN', true), once)).toBe(250);
  expect(nextDelay(answer(429), once)).toBe(250);
});

test('the server is given the time it asks for, unless the budget has no room for it', () => {
  expect(nextDelay(answer(429, '', 3), progress)).toBe(3_000);
  expect(nextDelay(answer(429, '', 40), progress)).toBeUndefined();
  expect(nextDelay(answer(503), { ...progress, elapsedMilliseconds: 29_900 })).toBeUndefined();
});
