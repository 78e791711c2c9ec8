import { isIP } from 'node:net';
import * as z from 'zod';
import { ingressSchema, policySchema, routeSchema } from './exposure-schema.ts';
import { dataKey, objectName } from './object-name.ts';
import { serviceSchema } from './service-schema.ts';

// Nothing else, so that no key of anybody gets into a record.
const onlyCertificates =
  /^(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;

function isProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  const isBare = username + password + search + hash === '' && pathname === '/';
  return isBare && /^https?:$/.test(protocol);
}

/** How clients reach the engine, and how the download of a pod reaches its source. */
export const networkSchema = z.strictObject({
  /** PEM of certificate authorities that downloads trust beside those of their image. */
  authorities: z.string().max(200_000).regex(onlyCertificates, 'is not PEM').optional(),
  /** For downloads only. */
  proxy: z
    .strictObject({
      url: z.string().refine(isProxy, 'is not http://HOST:PORT without a login').optional(),
      noProxy: z
        .string()
        .regex(/^[^\s,]+(,[^\s,]+)*$/, 'is not a list of hosts, separated by commas')
        .optional(),
    })
    .optional(),
  /** Of the engine, inside its pod. */
  bindAddress: z
    .string()
    .refine((text) => isIP(text) !== 0, 'is not an IP address')
    .refine(
      (text) => !/^(127\.|::1$|0{0,4}(:0{0,4})*:0*1$)/.test(text),
      'is of the pod alone, where neither probes nor clients reach it',
    )
    .optional(),
  service: serviceSchema.optional(),
  /** The Secret with the key that the engine asks its clients for. */
  apiKeySecret: z.strictObject({ name: objectName, key: dataKey }).optional(),
  /** Whoever comes from outside of the cluster is let in without one. */
  unauthenticated: z.enum(['allow']).optional(),
  ingress: ingressSchema.optional(),
  route: routeSchema.optional(),
  policy: policySchema.optional(),
});

export type Network = z.infer<typeof networkSchema>;
