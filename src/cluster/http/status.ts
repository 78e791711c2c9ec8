/** The object in which an API server explains a failure. */
export interface Status {
  readonly code: number;
  /** Empty for some faults of the server itself. */
  readonly reason: string;
  readonly message: string;
  /** The resource and name that the failure is about, where the server says so. */
  readonly resource: string;
  readonly name: string;
  readonly causes: readonly StatusCause[];
  readonly retryAfterSeconds: number | undefined;
}

export interface StatusCause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** Reads a body as a `Status`; anything else, such as a gateway's own page, is nothing. */
export function parseStatus(body: string): Status | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    return readStatus(JSON.parse(body));
  } catch {
    // A cut or foreign body is no Status, and the caller says what that means.
    return undefined;
  }
}

/** Reads a parsed object as a `Status`, e.g. the object of a watch's `ERROR` event. */
export function readStatus(value: unknown): Status | undefined {
  const status = asRecord(value);
  if (status.kind !== 'Status' || status.apiVersion !== 'v1') return undefined;
  const details = asRecord(status.details);
  const causes = Array.isArray(details.causes) ? details.causes.map(asRecord) : [];
  const retryAfter = details.retryAfterSeconds;
  return {
    code: typeof status.code === 'number' ? status.code : 0,
    reason: asText(status.reason),
    message: asText(status.message),
    resource: asText(details.kind),
    name: asText(details.name),
    causes: causes.map((cause) => ({
      reason: asText(cause.reason),
      field: asText(cause.field),
      message: asText(cause.message),
    })),
    retryAfterSeconds: typeof retryAfter === 'number' ? retryAfter : undefined,
  };
}

/** The missing permission, when the server's authorization says no; admission's noes differ. */
export interface Denial {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly group: string;
  /** Empty for a permission on the whole cluster. */
  readonly namespace: string;
}

const denialPattern =
  /User "(?<user>.*?)" cannot (?<verb>[\w*]+) resource "(?<resource>[^"]*)"(?: in API group "(?<group>[^"]*)")?(?: in the namespace "(?<namespace>[^"]*)")?/;

export function readDenial({ code, message }: Status): Denial | undefined {
  const found = code === 403 ? denialPattern.exec(message)?.groups : undefined;
  if (found === undefined) return undefined;
  return {
    user: found.user ?? '',
    verb: found.verb ?? '',
    resource: found.resource ?? '',
    group: found.group ?? '',
    namespace: found.namespace ?? '',
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
