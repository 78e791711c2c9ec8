import type { ServerImage } from './build-server-image.ts';

/** The package versions with which the exact numbers in tests were recorded. */
export const RECORDED_VERSIONS: Readonly<Record<string, string>> = {
  'llama.cpp-tools': '1:0.7.0+dfsg-2',
  libllama0: '1:0.7.0+dfsg-2',
  libggml0: '0.27.0-1',
};

/**
 * Whether tests may compare exact numbers. Debian moves on without us, so with another engine they
 * compare within a wider range, and one loud line says so.
 */
export function exactNumbersHold(
  image: Pick<ServerImage, 'versions'>,
  say: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): boolean {
  const moved = Object.entries(RECORDED_VERSIONS)
    .filter(([name, recorded]) => image.versions[name] !== recorded)
    .map(([name, recorded]) => `${name} is ${image.versions[name]}, recorded ${recorded}`);
  if (moved.length === 0) return true;
  say(`!!! EXACT NUMBERS ARE WIDENED: ${moved.join('; ')}`);
  return false;
}
