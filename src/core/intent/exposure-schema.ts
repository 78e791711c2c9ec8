import * as z from 'zod';
import { addressRange } from './address-range.ts';
import { freeKey } from './free-key.ts';
import { namespaceName, objectName } from './object-name.ts';

/** One name, as certificates and URLs have it: a wildcard would be no address of a release. */
const hostName = objectName.refine(
  (text) => text.includes('.') && !/(^|\.)\d+$/.test(text),
  'is not a host name such as qwen.example.com',
);

// No proxy takes it away before the engine, which has its API there and nowhere else.
const apiPath = z
  .string()
  .max(253)
  .regex(
    /^\/(v1(\/[\w~-][\w.~-]*)*)?$/,
    'is neither / nor /v1 or what is below it, where the API is',
  );

/** Requests that come in through an ingress controller. */
export const ingressSchema = z.strictObject({
  host: hostName,
  path: apiPath.optional(),
  /** The IngressClass; what is known of it adds annotations. */
  class: objectName.optional(),
  /** The Secret with the certificate, which may come to be later. */
  tlsSecret: objectName.optional(),
  annotations: z.record(freeKey, z.string()).optional(),
});

/** A duration of the Gateway API (GEP-2257). */
const duration = z
  .string()
  .regex(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/, 'is not a duration such as 30m or 0s');

/** Requests that come in through a Gateway. */
export const routeSchema = z.strictObject({
  /** The Gateway. */
  parent: z.strictObject({
    name: objectName,
    namespace: namespaceName.optional(),
    /** One listener of it. */
    sectionName: objectName.optional(),
  }),
  host: hostName,
  path: apiPath.optional(),
  /** Of a whole request. */
  timeout: duration.optional(),
});

/** Whom the pods let in to the port of the engine: nobody else. */
export const policySchema = z
  .strictObject({
    namespaces: z.array(namespaceName).min(1).optional(),
    cidrs: z.array(addressRange).min(1).optional(),
  })
  .refine(
    ({ namespaces, cidrs }) => namespaces !== undefined || cidrs !== undefined,
    'has neither `namespaces` nor `cidrs`, so that nobody would be let in',
  );
