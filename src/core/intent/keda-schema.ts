import * as z from 'zod';
import { behaviorSchema } from './behavior-schema.ts';
import { cronSchedule, timeZone } from './cron-schema.ts';
import { objectName } from './object-name.ts';

const pods = z.int().max(10_000);
const seconds = z.int().min(1).max(86_400);

function isServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}

/** What asks for pods by what a Prometheus knows. */
const prometheusSchema = z.strictObject({
  server: z
    .string()
    .max(2000)
    .refine(isServer, 'is not a URL such as http://prometheus.monitoring:9090, without a login'),
  /** In place of the requests that the pods have. */
  query: z.string().max(10_000).regex(/\S/, 'is empty').optional(),
  /** Of what it finds, for each pod. */
  value: z.number().min(0.001).max(1e12).optional(),
  /** What has the login for that server. */
  authentication: z
    .strictObject({
      name: objectName,
      kind: z.enum(['TriggerAuthentication', 'ClusterTriggerAuthentication']).optional(),
      /** Absent where the pod of KEDA itself is known there. */
      mode: z.enum(['bearer', 'basic', 'tls', 'custom', 'oauth']).optional(),
    })
    .optional(),
});

/** A time in which there are pods at all. */
const windowSchema = z.strictObject({
  timeZone,
  start: cronSchedule,
  end: cronSchedule,
  replicas: pods.min(1).optional(),
});

/** A ScaledObject, for KEDA in the cluster. */
export const kedaSchema = z.strictObject({
  min: pods.min(0).optional(),
  max: pods.min(1),
  /** As many as there are while nothing asks for one, where that is less than `min`. */
  idle: z.literal(0).optional(),
  pollingSeconds: seconds.optional(),
  /** Between what asked last and no pods. */
  cooldownSeconds: seconds.optional(),
  prometheus: prometheusSchema.optional(),
  schedule: z.array(windowSchema).min(1).max(50).optional(),
  behavior: behaviorSchema.optional(),
});

export type Keda = z.infer<typeof kedaSchema>;
