/** One request to the API server, as its senders describe it. */
export interface Call {
  /** What is being done, to stand after `Cannot`, e.g. `read ConfigMap default/llmkube.qwen`. */
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the API's root, e.g. `/api/v1/pods`, each part already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Of the server behind the API server, which passes it on. */
  readonly apiKey?: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the answer's first byte, where the usual limit does not fit. */
  readonly headersLimit?: number;
  /** Whether sending it twice is the same as once; by default all but POST and PUT are. */
  readonly isRepeatable?: boolean;
  /** False when answers belong to somebody behind the API server and are final. */
  readonly retriesAnswers?: boolean;
}

export function pathWithQuery({ path, query }: Call): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
