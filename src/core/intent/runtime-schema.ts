import * as z from 'zod';
import type { EngineMetrics } from '../engine/engine-metrics.ts';
import type { Vendor } from '../hardware/vendors.ts';
import type { WeightsForm } from '../source/weights-form.ts';
import { holdsSecret } from '../text/holds-secret.ts';
import { environmentSchema, environmentSourceSchema } from './environment-schema.ts';
import type { Hardware } from './hardware-schema.ts';
import type { Serving } from './serving-schema.ts';
import type { FieldProblem } from './tell-problems.ts';

/** What an image is built to compute on. */
export type Accelerator = 'cpu' | Vendor | 'vulkan';

/** What the block of one runtime holds. */
export type EngineOptions = Readonly<Record<string, unknown>>;

/** What a runtime adds to the schema. */
export interface RuntimeSpec {
  readonly name: string;
  /** Its own block of a spec. */
  readonly options: z.ZodType<EngineOptions>;
  /** What is wrong with words for the command line of its engine, beside those options. */
  argProblems(args: readonly string[], options: EngineOptions): readonly ArgProblem[];
  /** What a release gets that names no image; of an engine without one an image has to be named. */
  readonly images: Readonly<Partial<Record<Accelerator, string>>>;
  /** Absent where it tells none, or none that is known. */
  readonly metrics?: EngineMetrics;
  /** Told to end it does so at once and cuts off what it works on. */
  readonly stopsAtOnce?: true;
  /** By the path of a field of a spec, the words that the engine is started with for it. */
  readonly fieldWords: Readonly<Record<string, string>>;
  /** The forms in which it takes weights. */
  readonly weights: readonly WeightsForm[];
  /** Whether it reads from the model how long a conversation can be, where nobody says it. */
  readonly knowsContext: boolean;
  /** What it cannot do, beside fields that it has no words for. */
  readonly rules: readonly EngineRule[];
  /** The variable that its API key is read from; without it no engine of the kind asks for one. */
  keyVariable?(options: EngineOptions): string | undefined;
  /** Variables beside that one, without which the engine would show the key. */
  readonly besideKey?: Readonly<Record<string, string>>;
  /** Below it alone the engine asks for that key, where that is not everywhere. */
  readonly guardedPath?: string;
  /** By a field that it has no word for, what comes nearest, to be read by itself. */
  readonly nearest?: Readonly<Record<string, string>>;
  /** What is wrong with a variable of that name; nothing when it may be set. */
  variableProblem(name: string): string | undefined;
}

/** The parts of an intent that engines have rules for; of one with errors they may be anything. */
export interface EngineIntent {
  readonly model: { readonly id?: unknown; readonly source?: unknown };
  readonly options: EngineOptions;
  readonly serving: Serving;
  readonly hardware: Hardware;
  readonly rollout: { readonly drainSeconds?: unknown };
  /** Of the command line, those that are texts. */
  readonly args: readonly string[];
  /** All of it, for what is a part of none of these. */
  readonly whole: unknown;
}

export interface EngineRule extends FieldProblem {
  /** It is of pods alone, whose GPUs fields count; those of a host are there without a word. */
  readonly ofPods?: true;
  breaks(intent: EngineIntent): boolean;
}

export interface ArgProblem {
  /** Among the arguments. */
  readonly index: number;
  /** To stand after the name of the field. */
  readonly message: string;
}

// The distribution project's grammar, shortened: no white space, no scheme, a name that is
// lower case, then an optional tag and digest.
export const imageReference =
  /^(?!.*:\/\/)[a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

const word = z
  .string()
  .max(100_000)
  .refine((text) => !text.includes('\0'), 'holds a NUL, which no argument can')
  .refine(
    (text) => !holdsSecret(text),
    'holds what reads like a secret, which no document or record may; name a Secret in `runtime.env`',
  );

/** Which engine serves, and how it is started: what all have, and a block for each kind. */
export function runtimeSchema(runtimes: readonly RuntimeSpec[]) {
  const blocks = Object.fromEntries(
    runtimes.map(({ name, options }) => [name, options.optional()]),
  );
  return z
    .strictObject({
      // Only a value knows which blocks there are.
      ...(blocks as object),
      kind: z.enum(runtimes.map(({ name }) => name)),
      image: z.string().regex(imageReference, 'is not an image reference').optional(),
      /** In place of the entry point of the image. */
      command: z.array(word).min(1).optional(),
      /** After the arguments of ours. */
      args: z.array(word).min(1).optional(),
      env: environmentSchema.optional(),
      envFrom: z.array(environmentSourceSchema).min(1).optional(),
    })
    .superRefine((runtime, context) => {
      for (const { name } of runtimes) {
        if (name === runtime.kind || Reflect.get(runtime, name) === undefined) continue;
        const message = `has no effect: the runtime is \`${runtime.kind}\``;
        context.addIssue({ code: 'custom', path: [name], message });
      }
      const own = runtimes.find(({ name }) => name === runtime.kind);
      if (runtime.image === undefined && own !== undefined && isEmpty(own.images)) {
        const message = `is missing: there is none for the runtime \`${own.name}\``;
        context.addIssue({ code: 'custom', path: ['image'], message });
      }
      for (const name of Object.keys(runtime.env ?? {})) {
        const message = own?.variableProblem(name);
        if (message !== undefined)
          context.addIssue({ code: 'custom', path: ['env', name], message });
      }
      for (const [index, { prefix = '' }] of (runtime.envFrom ?? []).entries()) {
        // No table has such a name, so what is refused then is refused for how it begins.
        const message = prefix === '' ? undefined : own?.variableProblem(`${prefix}X`);
        if (message === undefined) continue;
        const path = ['envFrom', index, 'prefix'];
        context.addIssue({
          code: 'custom',
          path,
          message: `is of variables, each of which ${message}`,
        });
      }
      for (const { index, message } of own?.argProblems(runtime.args ?? [], optionsOf(runtime)) ??
        []) {
        context.addIssue({ code: 'custom', path: ['args', index], message });
      }
    });
}

function isEmpty(images: RuntimeSpec['images']): boolean {
  return Object.keys(images).length === 0;
}

/** The block of the kind that a runtime is of. */
export function optionsOf(runtime: { readonly kind: string }): EngineOptions {
  return Object(Reflect.get(runtime, runtime.kind));
}
