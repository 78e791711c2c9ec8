/** An answer that the listener gives by itself, in the shape of OpenAI's errors. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of a refusal. */
export function refusalBody({ status, code, message, param }: Refusal): string {
  const error = { message, type: typeOf(status), param: param ?? null, code };
  return JSON.stringify({ error });
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
