import { expect, test } from 'vitest';
import { cronSchedule, timeZone } from '../../../src/core/intent/cron-schema.ts';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';
import { plainIntent } from '../../support/field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';

const server = 'http://prometheus.monitoring:9090';
const keda = (given: PartialIntent): PartialIntent => ({ scale: { keda: { max: 3, ...given } } });
const night = { timeZone: 'UTC', start: '0 22 * * *', end: '0 6 * * *' };
const ofEngine = 'max(sum by (pod) (llamacpp:requests_processing{job="a_b"})) + 0';
const queried = (query: string) => ({ server, query, value: 1 });

const refused: readonly (readonly [string, PartialIntent, RegExp])[] = [
  ['nothing that asks', keda({}), /`scale\.keda` needs `prometheus` or `schedule`/],
  [
    'a number beside KEDA',
    { scale: { replicas: 2, keda: { max: 3, prometheus: { server } } } },
    /`scale\.replicas` cannot be beside `scale\.keda`/,
  ],
  [
    'two who decide',
    { scale: { autoscale: { max: 2 }, keda: { max: 3, prometheus: { server } } } },
    /`scale\.keda` cannot be beside `scale\.autoscale`/,
  ],
  [
    'bounds that are swapped',
    keda({ min: 4, prometheus: { server } }),
    /`scale\.keda\.max` is less than/,
  ],
  [
    'the metric of a runtime that has none',
    { runtime: { kind: 'generic' }, ...keda({ prometheus: { server } }) },
    /`scale\.keda\.prometheus\.query` is missing/,
  ],
  [
    'a query without a value',
    keda({ prometheus: { server, query: 'up' } }),
    /`scale\.keda\.prometheus\.value` is missing/,
  ],
  [
    'a login in the URL',
    keda({ prometheus: { server: 'http://a:b@prometheus:9090' } }),
    /`scale\.keda\.prometheus\.server` is not a URL/,
  ],
  [
    'a wait that never is',
    keda({ cooldownSeconds: 60, prometheus: { server } }),
    /`scale\.keda\.cooldownSeconds` has no effect unless/,
  ],
  [
    'no pods, and only engines to ask for one',
    keda({ min: 0, prometheus: { server } }),
    /`scale\.keda\.min` is 0, and nothing would ask for a pod again/,
  ],
  [
    'idle pods, and only engines to ask for one',
    keda({ idle: 0, prometheus: { server } }),
    /`scale\.keda\.idle` is 0, and nothing would/,
  ],
  [
    'a query of what is not there without pods',
    keda({ min: 0, prometheus: queried(ofEngine) }),
    /`scale\.keda\.min` is 0, and nothing would/,
  ],
  [
    'that query, which selects by the name',
    keda({ min: 0, prometheus: queried('sum({__name__="llamacpp:requests_processing"})') }),
    /`scale\.keda\.min` is 0, and nothing would/,
  ],
  [
    'an empty query',
    keda({ min: 0, prometheus: queried(' ') }),
    /`scale\.keda\.prometheus\.query` is empty/,
  ],
  [
    'a behavior that Kubernetes does not know',
    keda({ prometheus: { server }, behavior: { scaleDwn: { policies: [] } } }),
    /`scale\.keda\.behavior\.scaleDwn` is none of `scaleUp`, `scaleDown`/,
  ],
  [
    'one whose rules it does not know',
    { scale: { autoscale: { max: 2, behavior: { scaleUp: { seconds: 1 }, scaleDown: 3 } } } },
    /`scale\.autoscale\.behavior\.scaleUp\.seconds` is none of .*`scale\.autoscale\.behavior\.scaleDown` is not a mapping of/,
  ],
  [
    'more pods at night than there may be',
    keda({ schedule: [{ ...night, replicas: 4 }] }),
    /`scale\.keda\.schedule\[0\]\.replicas` is more than/,
  ],
  [
    'as many at night as there are anyway',
    keda({ schedule: [night] }),
    /`scale\.keda\.schedule\[0\]\.replicas` has no effect/,
  ],
  [
    'a night without time',
    keda({ min: 0, schedule: [{ ...night, end: night.start }] }),
    /`scale\.keda\.schedule\[0\]\.end` is when it starts/,
  ],
  [
    'several pods that one claim is for',
    { cache: { access: 'ReadWriteOncePod' }, ...keda({ prometheus: { server } }) },
    /`cache\.access` is `ReadWriteOncePod`/,
  ],
];

test.each(refused)('%s is refused with its field', (_, given, words) => {
  const error = errorOf(() => parseIntent(mergeIntent(plainIntent, given), runtimes));
  expect(error.code).toBe('INVALID_FIELD');
  expect(error.message).toMatch(words);
});

const waking: readonly (readonly [string, PartialIntent])[] = [
  ['a schedule', { prometheus: { server }, schedule: [night] }],
  ['a queue outside', { prometheus: queried('sum(gateway_waiting)') }],
  ['a queue outside beside the engine', { prometheus: queried(`${ofEngine} + gateway_waiting`) }],
];

test.each(waking)('none at all is taken with %s', (_, given) => {
  const objects = renderIntent(mergeIntent(plainIntent, keda({ min: 0, ...given })));
  const scaled = objects.at(-1);
  expect(scaled).toMatchObject({ kind: 'ScaledObject', spec: { minReplicaCount: 0 } });
  expect(objects.find(({ kind }) => kind === 'Deployment')?.spec).not.toHaveProperty('replicas');
  // A pod that still loads asks for nothing, and must not be taken away for it.
  const { cooldownPeriod, initialCooldownPeriod } = Object(scaled?.spec);
  expect(cooldownPeriod).toBeGreaterThanOrEqual(300);
  expect(initialCooldownPeriod).toBe(cooldownPeriod);
});

const tgi: PartialIntent = {
  model: { source: 'hf://org/repo' },
  runtime: { kind: 'tgi' },
  hardware: { gpus: 1 },
};

test('the metrics of an engine are told by what their names begin with', () => {
  const parse = (query: string) => () =>
    parseIntent(
      mergeIntent(mergeIntent(plainIntent, tgi), keda({ min: 0, prometheus: queried(query) })),
      runtimes,
    );
  expect(parse('sum(nginx_ingress_controller_requests)')).not.toThrow();
  expect(errorOf(parse('sum(tgi_queue_size) + sum(tgi_batch_current_size)')).message).toContain(
    '`scale.keda.min` is 0, and nothing would ask for a pod again',
  );
});

test.each(
  runtimes.flatMap(({ name, metrics }) => (metrics === undefined ? [] : [[name, metrics]])),
)('the names of %s all begin so', (_, metrics) => {
  const { family, running, waiting, tokens } = Object(metrics);
  expect(family).toMatch(/^[a-z]+[:_]$/);
  for (const name of [running, waiting, tokens]) expect(name.startsWith(family)).toBe(true);
});

test('a series that is missing is no load only where there may be no pod', () => {
  const metadataOf = (given: PartialIntent) =>
    Object(renderIntent(mergeIntent(plainIntent, keda(given))).at(-1)?.spec).triggers[0].metadata;
  expect(metadataOf({ prometheus: { server } })).toMatchObject({ ignoreNullValues: 'false' });
  const slept = metadataOf({ min: 0, prometheus: { server }, schedule: [night] });
  expect(slept).not.toHaveProperty('ignoreNullValues');
});

test('KEDA scales pods, and is refused on a host', () => {
  const raw = { ...plainIntent, runtime: { kind: 'llamacpp' }, ...keda({ schedule: [night] }) };
  const error = errorOf(() => parseIntent(mergeIntent(raw, keda({ min: 0 })), runtimes, 'host'));
  expect(error.message).toContain('`scale.keda` has no effect on this machine');
});

test.each(['* * * * *', '*/5 0-23/2 1,15 JAN-DEC mon', '0 4 31 12 6'])('%s is a time', (text) => {
  expect(cronSchedule.safeParse(text).success).toBe(true);
});

test.each([
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 7',
  '*/0 * * * *',
  '5-1 * * * *',
  '1-2-3 * * * *',
  '* * * *',
  '* * * * * *',
  '@daily',
  'CRON_TZ=UTC * * * *',
  ', * * * *',
])('%s is none', (text) => {
  expect(cronSchedule.safeParse(text).success).toBe(false);
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['europe/berlin', false],
  ['Etc/GMT+3', true],
  ['Mars/Base', false],
  ['Europe', false],
  ['Local', false],
])('%s is a time zone: %s', (text, isOne) => {
  expect(timeZone.safeParse(text).success).toBe(isOne);
});
