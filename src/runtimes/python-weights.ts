const dtypes: ReadonlySet<unknown> = new Set(['auto', 'float16', 'half', 'bfloat16']);
const loaders: ReadonlySet<unknown> = new Set([
  ...['auto', 'hf', 'safetensors', 'fastsafetensors', 'runai_streamer'],
]);

/** Whether weights take two bytes in that type, or what they have. */
export function isPlainDtype(type: unknown): boolean {
  return dtypes.has(type);
}

/** Whether that loader reads files of safetensors and leaves them as they are. */
export function isPlainLoader(format: unknown): boolean {
  return loaders.has(format);
}
