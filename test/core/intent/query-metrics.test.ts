import { expect, test } from 'vitest';
import { metricsOfQuery } from '../../../src/core/intent/query-metrics.ts';

test.each<readonly [string, readonly string[]]>([
  ['sum(rate(a_b[5m:30s])) by (c_d) / on(e_f) group_left(g_h) i:j', ['a_b', 'i:j']],
  ['max_over_time(a_b{job="c_d", x=~`e_f{}`}[1h:]) * on(pod) group_left k_l', ['a_b', 'k_l']],
  ['sum({__name__="a:b", job="c_d"}) or {"__name__"=~"^(?:c:d|e:f)"}', ['a:b', 'c:d', 'e:f)']],
  [`{"a.b", 'label'="c_d"} + {'__name__'!="e_f"}`, ['a.b']],
  ['a_b # c_d\n+ e_f', ['a_b', 'e_f']],
  ['vector(1) or up', []],
  ['a_b{', ['a_b']],
])('%s is about %s', (query, metrics) => {
  expect(metricsOfQuery(query)).toEqual(metrics);
});
