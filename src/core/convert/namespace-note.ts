import { sourceIn } from '../source/source-in.ts';
import type { Conversion } from './convert-service.ts';
import type { Namespaces } from './model-index.ts';

/** What is told of a service whose Model is taken from another namespace than its own. */
export function namespaceNote(
  name: string,
  { own, other }: Namespaces,
  { value }: Conversion,
): string {
  const taken = `is \`${name}\` of the namespace \`${other}\`, where the operator looked for none: its weights go to \`${own}\`, where the release lives`;
  const needed = objectsOf(Object(value.spec));
  if (needed.length === 0) return taken;
  return `${taken}, and where these must be too: ${needed.join(', ')}`;
}

/** What lives in a namespace itself, of all that comes of a Model. */
function objectsOf({ model, hardware }: Readonly<Record<string, unknown>>): readonly string[] {
  const { source, tokenSecret, s3 } = Object(model);
  const from = sourceIn(source);
  const claim = from?.kind === 'claim' ? from.claim : undefined;
  const devices: readonly object[] = Object(hardware).claims ?? [];
  return [
    ...named('the claim', claim),
    ...named('the Secret', Object(tokenSecret).name),
    ...named('the Secret', Object(s3).secret),
    ...devices.flatMap((device) => [
      ...named('the ResourceClaim', Reflect.get(device, 'claimName')),
      ...named('the ResourceClaimTemplate', Reflect.get(device, 'templateName')),
    ]),
  ];
}

function named(what: string, name: unknown): readonly string[] {
  return name === undefined ? [] : [`${what} \`${name}\``];
}
