import type { ApplyResult } from '../core/spec/apply-result.ts';
import { deployText } from './deploy-text.ts';

/** What `apply` leaves on the screen: for each release what `deploy` would. */
export function applyText({ releases, target }: ApplyResult): string {
  return releases.map((release) => deployText({ type: 'result', target, ...release })).join('\n');
}
