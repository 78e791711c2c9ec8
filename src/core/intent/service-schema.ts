import * as z from 'zod';
import { addressRange } from './address-range.ts';
import { freeKey } from './free-key.ts';
import { labelValue, qualifiedName } from './object-name.ts';

const port = z.int().min(1).max(65_535);

/** The Service in front of the pods. */
export const serviceSchema = z.strictObject({
  /** Headless: without an address of its own, so that its name is that of each pod. */
  type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'Headless']).optional(),
  port: port.optional(),
  /** On every node. */
  nodePort: port.optional(),
  /** Clouds read from it what their load balancers should be. */
  annotations: z.record(freeKey, z.string()).optional(),
  labels: z.record(freeKey, labelValue).optional(),
  /** Who makes the load balancer, where several could. */
  loadBalancerClass: qualifiedName.optional(),
  /** Whom the load balancer lets in. */
  sourceRanges: z.array(addressRange).min(1).optional(),
});
