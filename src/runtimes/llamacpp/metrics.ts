import type { EngineMetrics } from '../../core/engine/engine-metrics.ts';

/** As `/metrics` of llama-server has them (llama.cpp build 11669); a test asks the engine itself. */
export const metrics: EngineMetrics = {
  path: '/metrics',
  family: 'llamacpp:',
  running: 'llamacpp:requests_processing',
  waiting: 'llamacpp:requests_deferred',
  tokens: 'llamacpp:tokens_predicted_total',
};
