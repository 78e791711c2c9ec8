import type { Facts } from './facts.ts';
import { needed, reference, withoutReferences } from './references.ts';
import type { Part, Refusal } from './row.ts';
import { fieldOfVariable, tokenBefore } from './token-row.ts';
import type { Variable } from './v1alpha1/pod-fields.ts';

/** The variables by their names; of two of one name the later counts. */
export function envParts(facts: Facts): readonly Part[] {
  return (facts.service.env ?? []).flatMap((variable, index) => {
    const { secretKeyRef } = variable.valueFrom ?? {};
    const field = secretKeyRef && fieldOfVariable(facts, variable.name);
    if (secretKeyRef !== undefined && field !== undefined) {
      if (tokenBefore(facts, variable.name) !== undefined) return [];
      return { to: field.split('.'), value: keyOf(secretKeyRef), from: [index] };
    }
    return { to: ['runtime', 'env', variable.name], value: variableOf(variable), from: [index] };
  });
}

/** Tokens that the engine never looked at. */
export function envDrops(facts: Facts): readonly Refusal[] {
  return (facts.service.env ?? []).flatMap(({ name, valueFrom }, index) => {
    const message = valueFrom?.secretKeyRef && tokenBefore(facts, name);
    return message === undefined ? [] : [{ at: [index], message }];
  });
}

function variableOf({ value = '', valueFrom }: Variable): unknown {
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom ?? {};
  if (secretKeyRef !== undefined) return { secret: keyOf(secretKeyRef) };
  if (configMapKeyRef !== undefined) return { configMap: keyOf(configMapKeyRef) };
  return fieldRef === undefined ? withoutReferences(value) : { field: fieldRef.fieldPath };
}

function keyOf({ name, key }: { readonly name: string; readonly key: string }): object {
  return { name, key };
}

export function envRefusals({ service }: Facts): readonly Refusal[] {
  const names = new Set<string>();
  return (service.env ?? []).flatMap((variable, index) => {
    const own = ownRefusals(variable).map(({ at, message }) => ({ at: [index, ...at], message }));
    const isTwice = names.has(variable.name);
    names.add(variable.name);
    const ofName = (message: string) => [...own, { at: [index, 'name'], message }];
    // The one name that would not reach the document.
    if (variable.name === '__proto__') return ofName('is not a name of a variable');
    return isTwice ? ofName('is the name of another variable too; keep the last of them') : own;
  });
}

function ownRefusals({ value, valueFrom }: Variable): readonly Refusal[] {
  if (valueFrom === undefined) {
    return withoutReferences(value ?? '') === undefined
      ? [{ at: ['value'], message: reference }]
      : [];
  }
  const forms = Object.keys(valueFrom);
  if (forms.length !== 1 || value !== undefined) {
    return [{ at: ['valueFrom'], message: 'is not exactly one source beside no `value`' }];
  }
  const { secretKeyRef, configMapKeyRef, resourceFieldRef, fileKeyRef } = valueFrom;
  const unread = [
    ...(resourceFieldRef === undefined ? [] : ['resourceFieldRef']),
    ...(fileKeyRef === undefined ? [] : ['fileKeyRef']),
  ];
  if (unread.length > 0) {
    const message = 'has no word in a document so far; write the value';
    return unread.map((form) => ({ at: ['valueFrom', form], message }));
  }
  const form = secretKeyRef === undefined ? 'configMapKeyRef' : 'secretKeyRef';
  return (secretKeyRef ?? configMapKeyRef)?.optional === true
    ? [
        {
          at: ['valueFrom', form, 'optional'],
          message: needed,
        },
      ]
    : [];
}
