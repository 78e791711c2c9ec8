import type { EngineMetrics } from '../../core/engine/engine-metrics.ts';

/** As SGLang 0.5.15 names them in `srt/observability/metrics_collector.py`. */
export const metrics: EngineMetrics = {
  path: '/metrics',
  family: 'sglang:',
  running: 'sglang:num_running_reqs',
  waiting: 'sglang:num_queue_reqs',
  tokens: 'sglang:generation_tokens_total',
};
