import type { Fate, Sample } from './field-samples.ts';

export const becomes = (part: object): Fate => ({ becomes: part });
export const refused = (words: string): Fate => ({ refused: words });
export const dropped = (words: string): Fate => ({ dropped: words });

export const repository = { source: 'hf://org/model' };
export const withGpu = { ...repository, hardware: { gpu: { count: 1 } } };
export const withGpus = { ...repository, hardware: { gpu: { count: 2 } } };
export const secret = { name: 'hub', key: 'token' };
export const token = becomes({ model: { tokenSecret: secret } });
export const fromSecret = [{ name: 'HF_TOKEN', valueFrom: { secretKeyRef: secret } }];
export const other = { name: 'old', key: 'b' };
export const older = [{ name: 'HUGGING_FACE_HUB_TOKEN', valueFrom: { secretKeyRef: other } }];
export const noDraft = dropped('without `enabled`');

export type Blocks = Readonly<Record<string, readonly Sample[]>>;

type Given = readonly [service: object, fate: Fate, model?: object];

/** A service of an engine other than llama.cpp. */
export function inEngine(runtime: string, ...[service, fate, model = repository]: Given): Sample {
  return { model, service: { runtime, ...service }, fate };
}

interface Rest {
  readonly service?: object;
  readonly model?: object;
}

/** Samples of one block, whose engine alone reads it. */
export function blockOf(
  [runtime, block]: readonly [string, string],
  fields: Readonly<Record<string, readonly (readonly [own: object, fate: Fate, rest?: Rest])[]>>,
): Blocks {
  return Object.fromEntries(
    Object.entries(fields).map(([field, samples]) => [
      `${block}.${field}`,
      samples.map(([own, fate, { service = {}, model } = {}]) =>
        inEngine(runtime, { [block]: own, ...service }, fate, model),
      ),
    ]),
  );
}
