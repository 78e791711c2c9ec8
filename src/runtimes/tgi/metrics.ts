import type { EngineMetrics } from '../../core/engine/engine-metrics.ts';

/** As `docs/source/reference/metrics.md` of text-generation-inference 3.3 names them. */
export const metrics: EngineMetrics = {
  path: '/metrics',
  family: 'tgi_',
  running: 'tgi_batch_current_size',
  waiting: 'tgi_queue_size',
  // The sum of a histogram: counted when a request ends.
  tokens: 'tgi_request_generated_tokens_sum',
};
