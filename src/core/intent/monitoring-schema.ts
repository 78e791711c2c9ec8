import * as z from 'zod';
import { freeKey } from './free-key.ts';
import { labelValue } from './object-name.ts';

/** Objects of the Prometheus operator beside the pods. */
export const monitoringSchema = z.strictObject({
  /** Has the metrics of the engine read. */
  podMonitor: z.boolean().optional(),
  /** Alerts on those metrics. */
  rules: z.boolean().optional(),
  /** By which a Prometheus finds those objects. */
  labels: z.record(freeKey, labelValue).optional(),
});

export type Monitoring = z.infer<typeof monitoringSchema>;
