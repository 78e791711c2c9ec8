import type { Answer } from '../../core/target.ts';
import { grantCommands } from '../http/grant-commands.ts';
import type { Denial } from '../http/status.ts';

/** That a user may not ask one way, in the words of the permission that is missing. */
export function forbidden(denial: Denial): Extract<Answer, { kind: 'forbidden' }> {
  const { user, verb, resource, namespace } = denial;
  const message = `user \`${user}\` may not \`${verb}\` \`${resource}\` in namespace \`${namespace}\``;
  return { kind: 'forbidden', message, suggestions: grantCommands(denial) };
}
