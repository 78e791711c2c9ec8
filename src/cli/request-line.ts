import type { RequestReport } from '../cluster/http/connection.ts';
import { redact } from '../errors/describe-cause.ts';
import { printable } from '../ui/printable.ts';

/** One request as `--verbose` shows it: never a body, a header or a credential. */
export function requestLine({ method, url, status, milliseconds, failure }: RequestReport): string {
  const outcome = status === 0 ? '-' : String(status);
  const words = [method, redact(url), outcome, `${Math.round(milliseconds)}ms`, failure];
  return `${printable(words.filter((word) => word !== '').join(' '))}\n`;
}
