import * as z from 'zod';

/** A DNS-1123 subdomain (Kubernetes 1.37, object names). */
export const objectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'is not a name of a Kubernetes object',
  );

/** Namespaces alone have names of one word. */
export const namespaceName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'is not a name of a namespace');

/** A key inside of a Secret or a ConfigMap. */
export const dataKey = z
  .string()
  .regex(/^[-._a-zA-Z0-9]{1,253}$/, 'is not a key of a Secret or a ConfigMap');

/** A label's or an annotation's key: a name, with a DNS-1123 subdomain and a slash before it. */
export const qualifiedName = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/,
    'is not a key of a label or an annotation',
  );

/** The value of a label. */
export const labelValue = z
  .string()
  .regex(/^([a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)?$/, 'is not a value of a label');
