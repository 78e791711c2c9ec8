import * as z from 'zod';
import { holdsSecret } from '../text/holds-secret.ts';
import { formProblem } from './form-problem.ts';
import { dataKey, objectName } from './object-name.ts';

// What a shell can set too; Kubernetes allows more, and no engine reads it.
const variable = /^[A-Za-z_][A-Za-z0-9_]*$/;

// By their last word, so that MAX_TOKENS or TOKENIZERS_PARALLELISM are none.
const secretName =
  /(^|_)(token|secret|passw(or)?d|passphrase|credentials?|(api|access|private)?key)$/i;

const reference = z.strictObject({ name: objectName, key: dataKey });

const ofSecret = z.strictObject({ secret: reference });
const ofConfigMap = z.strictObject({ configMap: reference });
const ofPod = z.strictObject({
  /** Of the pod itself, e.g. `status.podIP`. */
  field: z.string().regex(/^[a-zA-Z][\w.[\]'/-]*$/, 'is no field of a pod'),
});

const value = z.union([z.string(), ofSecret, ofConfigMap, ofPod], {
  error: formProblem(
    [
      [undefined, z.string()],
      ['secret', ofSecret],
      ['configMap', ofConfigMap],
      ['field', ofPod],
    ],
    'is neither text nor `secret: {name, key}`, `configMap: {name, key}` or `field: PATH`',
  ),
});

export type EnvironmentValue = z.infer<typeof value>;

/** The engine's variables by their names. */
export const environmentSchema = z
  .record(z.string().regex(variable, 'is not a name of a variable'), value)
  .superRefine((variables, context) => {
    for (const [name, given] of Object.entries(variables)) {
      const message = problemOf(name, given);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  });

const prefix = z.string().regex(variable, 'is not what a name of a variable can start with');
const wholeSecret = z.strictObject({ secret: objectName, prefix: prefix.optional() });
const wholeConfigMap = z.strictObject({ configMap: objectName, prefix: prefix.optional() });

/** All keys of one object as variables. */
export const environmentSourceSchema = z.union([wholeSecret, wholeConfigMap], {
  error: formProblem(
    [
      ['secret', wholeSecret],
      ['configMap', wholeConfigMap],
    ],
    'is neither `secret: NAME` nor `configMap: NAME`, with a `prefix` or without',
  ),
});

export type EnvironmentSource = z.infer<typeof environmentSourceSchema>;

// A record is read by many, and shown.
function problemOf(name: string, given: EnvironmentValue): string | undefined {
  if (typeof given !== 'string') return undefined;
  if ((secretName.test(name) && given !== '') || holdsSecret(given)) {
    return 'reads like a secret, which no document or record may hold; write `secret: {name, key}`';
  }
  return given.includes('\0') ? 'holds a NUL, which no variable can' : undefined;
}
