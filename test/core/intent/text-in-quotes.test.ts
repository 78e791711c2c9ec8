import { expect, test } from 'vitest';
import { mergeIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';
import { fieldChanges, plainIntent } from '../../support/field-changes.ts';

/** The whole intent once for each text in it, with the number 5 or true in that place. */
function* withoutText(value: unknown, put: (part: unknown) => unknown): Generator<unknown> {
  if (typeof value === 'string') for (const other of [5, true]) yield put(other);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    yield* withoutText(part, (other) => {
      const copy = Array.isArray(value) ? [...value] : { ...value };
      return put(Object.assign(copy, { [name]: other }));
    });
  }
}

// What is inside of these only Kubernetes knows.
const handedOn = /^pod\.(volumes|affinity|topologySpread|mounts|security|containerSecurity|probes)/;
/** They take a number as well. */
const orNumber = ['runtime.llamacpp.moe.cpuLayers', 'rollout.disruptionBudget'];

const ofText = Object.entries(fieldChanges).filter(
  ([path]) => !orNumber.includes(path) && !handedOn.test(path),
);

test.each(ofText)(
  'a number or a switch in the place of a text of %s is to be put in quotes',
  (_, { given, beside = {} }) => {
    const whole = mergeIntent(mergeIntent(plainIntent, beside), given);
    for (const wrong of withoutText(whole, (part) => part)) {
      const { message } = errorOf(() => parseIntent(wrong as Record<string, unknown>, runtimes));
      // Of one of a few words it is told which they are.
      expect(message).toMatch(/in quotes|is not `/);
    }
  },
);
