/** A Kubernetes object as plain JSON: what we render, send and read, never a generated class. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Who wrote which fields, as the API server keeps it (ManagedFieldsEntry, Kubernetes 1.37). */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly unknown[];
}

export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** Names a kind of objects. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Names one object of the target: enough to read, apply or remove it. */
export interface ObjectRef extends KindRef {
  readonly name: string;
}

export function refOf(manifest: Manifest): ObjectRef {
  return { apiVersion: manifest.apiVersion, kind: manifest.kind, name: manifest.metadata.name };
}

/** How people and errors name an object, e.g. `Deployment default/qwen`. */
export function describeRef(ref: ObjectRef, namespace: string): string {
  return `${ref.kind} ${namespace}/${ref.name}`;
}
