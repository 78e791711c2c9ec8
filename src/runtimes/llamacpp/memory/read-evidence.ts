import type { EngineEvidence } from '../../../core/engine/engine-evidence.ts';

const mebibyte = 1024 ** 2;

/** No line that says something is longer; the text of a prompt may be. */
const longestLine = 1000;

/**
 * Lines of llama-server 0.7.0 with `--log-verbosity 4`. A model with windowed layers has two KV
 * caches on a device, each with a line of its own. Before the first colon stands the function that
 * speaks: what a model file says of itself is told as well, further on in a line.
 */
const bufferLine =
  /^[^:]{0,80}: {1,40}(\S{1,80}) {1,40}(model|KV|RS|compute|output) buffer size = {1,20}(\d{1,9}\.\d{1,3}) MiB/;
const layersLine = /^[^:]{0,80}: offloaded (\d{1,6})\/(\d{1,6}) layers to GPU/;

/** Said again whenever room is made anew; of the others each line is another buffer. */
const replaced: ReadonlySet<string> = new Set(['compute', 'output']);

/** What llama-server says of where it has put the model; nothing where the text says nothing. */
export function readEvidence(log: string): EngineEvidence | undefined {
  const buffers = new Map<string, number>();
  let layers: Pick<EngineEvidence, 'gpuLayers' | 'layers'> = {};
  let loads = 0;
  for (const line of log.split('\n')) {
    if (line.length > longestLine) continue;
    const [, device = '', kind = '', size] = bufferLine.exec(line) ?? [];
    if (size !== undefined) {
      const key = `${placeOf(device)} ${loads} ${kind}`;
      const before = replaced.has(kind) ? 0 : (buffers.get(key) ?? 0);
      buffers.set(key, before + Number(size) * mebibyte);
    }
    const [, gpu, all] = layersLine.exec(line) ?? [];
    if (gpu === undefined) continue;
    // A draft model is loaded after the model, and lies where it likes.
    if (loads === 0) layers = { gpuLayers: Number(gpu), layers: Number(all) };
    loads += 1;
  }
  // Room for computing is made anew while it serves; alone it says nothing of where layers are.
  if (![...buffers.keys()].some((key) => key.endsWith(' model'))) return undefined;
  const places = new Map<string, number>();
  for (const [key, bytes] of buffers) {
    const [place = ''] = key.split(' ');
    places.set(place, (places.get(place) ?? 0) + Math.round(bytes));
  }
  return { ...layers, places };
}

// `CUDA0`, `CUDA0_Split` and `MTL0_Mapped` are of a device; `CPU_Mapped` and `CUDA_Host` are not.
function placeOf(buffer: string): string {
  const [, device] = /^([A-Za-z]{1,20}\d{1,3})(?![A-Za-z0-9])/.exec(buffer) ?? [];
  return device ?? 'host';
}
