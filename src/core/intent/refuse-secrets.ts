import type * as z from 'zod';
import { holdsSecret } from '../text/holds-secret.ts';

/** Fields that are held against the same in words of their own, or where nothing reads like it. */
const ofTheirOwn: ReadonlySet<string> = new Set([
  'model.source',
  'model.s3.endpoint',
  'runtime.env',
  'runtime.args',
  'runtime.command',
  'network.authorities',
  'network.proxy.url',
]);

/** The last names of those, which are seen before a path is put together. */
const ownNames = new Set<unknown>([...ofTheirOwn].map((path) => path.split('.').at(-1)));

const message =
  'holds what reads like a secret, which no document or record may; keep it in a Secret that `runtime.env` or `pod.volumes` names';

/** A value of an intent by its place, which is put together for what is told alone. */
interface Part {
  readonly value: unknown;
  readonly name?: string | number;
  readonly parent?: Part;
}

/** Says which texts of an intent show a secret, wherever they stand: a record is read by many. */
export function refuseSecrets(intent: unknown, context: z.RefinementCtx): void {
  // No recursion: parts that Kubernetes describes are as deep as somebody wrote them.
  const left: Part[] = [{ value: intent }];
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    const { value } = part;
    if (ownNames.has(part.name) && ofTheirOwn.has(pathOf(part).join('.'))) continue;
    if (typeof value === 'string' && holdsSecret(value)) {
      context.addIssue({ code: 'custom', path: pathOf(part), message });
    }
    if (typeof value !== 'object' || value === null) continue;
    const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [name, field] of inside.toReversed()) {
      left.push({ value: field, name, parent: part });
    }
  }
}

function pathOf(part: Part): (string | number)[] {
  const names: (string | number)[] = [];
  for (let at: Part | undefined = part; at?.name !== undefined; at = at.parent) {
    names.unshift(at.name);
  }
  return names;
}
