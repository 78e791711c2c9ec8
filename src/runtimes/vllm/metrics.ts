import type { EngineMetrics } from '../../core/engine/engine-metrics.ts';

/** As vLLM 0.25.1 names them in `vllm/v1/metrics/loggers.py`. */
export const metrics: EngineMetrics = {
  path: '/metrics',
  family: 'vllm:',
  running: 'vllm:num_requests_running',
  waiting: 'vllm:num_requests_waiting',
  tokens: 'vllm:generation_tokens_total',
};
