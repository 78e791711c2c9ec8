import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { canonicalJson } from '../canon/canonical.ts';
import type { Manifest } from '../manifest.ts';
import { replicasOf } from './host-pod.ts';
import { type Launch, type LaunchMemory, launchMemorySchema, launchSchema } from './launch.ts';
import { whyUnreadable } from './unreadable.ts';

/** What a host is to bring about for one release. */
export type Goal =
  | { readonly kind: 'absent' }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'running';
      readonly launch: Launch;
      readonly memory: LaunchMemory;
      /** Names everything that decides how the engine runs: another plan is another engine. */
      readonly plan: string;
    }
  /** Written by a version that knows more, or damaged: what runs stays as it is. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** Reads a Deployment of a host. */
export function goalOf(desired: Manifest | undefined): Goal {
  if (desired === undefined) return { kind: 'absent' };
  const why = whyUnreadable(desired);
  if (why !== undefined) return { kind: 'unreadable', why };
  if (replicasOf(desired) === 0) return { kind: 'stopped' };
  const spec: { template?: unknown; memory?: unknown } = Object(desired.spec);
  const template: { spec?: unknown } = Object(spec.template);
  const launch = launchSchema.safeParse(template.spec);
  const memory = launchMemorySchema.safeParse(spec.memory);
  if (!launch.success) return unreadable(launch.error);
  if (!memory.success) return unreadable(memory.error);
  return { kind: 'running', launch: launch.data, memory: memory.data, plan: planOf(template) };
}

function unreadable({ issues }: z.ZodError): Goal {
  return { kind: 'unreadable', why: issues[0]?.message ?? 'it has another form' };
}

function planOf(template: object): string {
  return createHash('sha256').update(canonicalJson(template)).digest('hex').slice(0, 16);
}
