import type { HubFile } from './hub-facts.ts';

/** What engines leave out: other forms of the same weights, and what is about the model. */
const notRead =
  /(^|\/)(original|onnx|openvino|coreml|\.[^/]*)\/|\.(gguf|onnx|h5|msgpack|tflite|ot|mlmodel|md|png|jpe?g|gif|pdf)$/i;
const older = /\.(bin|pt|pth)$/i;

function isWeights(name: string): boolean {
  return name.endsWith('.safetensors') || older.test(name);
}

/** What is fetched of a repository by an engine that takes it whole. */
export interface RepositoryFiles {
  /** One of its files of weights; nothing where there are none for such an engine. */
  readonly weights?: string;
  /** Of all that is fetched; nothing where the hub does not tell each. */
  readonly bytes?: number;
}

/** Engines read safetensors, and the older forms only where there are none. */
export function repositoryFiles(files: ReadonlyMap<string, HubFile>): RepositoryFiles {
  const read = [...files].filter(([name]) => !notRead.test(name));
  const safe = read.find(([name]) => name.endsWith('.safetensors'));
  const weights = safe ?? read.find(([name]) => isWeights(name));
  if (weights === undefined) return {};
  const fetched = safe === undefined ? read : read.filter(([name]) => !older.test(name));
  // Of small files an unknown size changes nothing; of weights it leaves the sum unknown.
  const bytes = fetched.reduce(
    (sum, [name, file]) => sum + (file.bytes ?? (isWeights(name) ? Number.NaN : 0)),
    0,
  );
  return { weights: weights[0], ...(Number.isSafeInteger(bytes) && bytes > 0 ? { bytes } : {}) };
}
