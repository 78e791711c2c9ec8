const longestCause = 300;

/**
 * Turns anything that was thrown into one safe line: control characters go first, so that they
 * cannot hide a credential from the redaction that follows.
 */
export function describeCause(thrown: unknown): string {
  return redact(stripControls(innermostMessage(thrown))).slice(0, longestCause);
}

/** Removes credentials that travel inside URLs, authorization values and tokens of the hub. */
export function redact(text: string): string {
  return text
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/gi, '$1[redacted]@')
    .replaceAll(/\bhf_[A-Za-z0-9]{8,}/g, '[redacted]')
    .replaceAll(/\b(bearer|basic)\s+[^\s"']+/gi, '$1 [redacted]')
    .replaceAll(/([?&]([^=&\s"']+)=)[^&\s"']+/g, (whole, start: string, name: string) =>
      isCredentialName(name) ? `${start}[redacted]` : whole,
    );
}

/** Whether a parameter of that name carries what nobody else should read. */
export function isCredentialName(name: string): boolean {
  return /token|signature|secret|credential|password|passwd|jwt|auth|key|^(sig|sas|pwd)$/i.test(
    name,
  );
}

// Aggregate errors of a connection attempt to several addresses carry no message of their own.
function innermostMessage(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '' && thrown.errors.length > 0) {
    return innermostMessage(thrown.errors[0]);
  }
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.cause instanceof Error && /^(fetch failed|terminated|)$/.test(thrown.message)) {
    return innermostMessage(thrown.cause);
  }
  return thrown.message;
}

function stripControls(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
}
