import type { OsRelease } from './parse-os-release.ts';

export interface Platform {
  readonly system: NodeJS.Platform;
  readonly osRelease: OsRelease;
  readonly hasHomebrew: boolean;
}

interface Row {
  readonly ids: readonly string[];
  /** Systems that are made like one of them have its packages too. */
  readonly isFamily?: boolean;
  /** The first version that has the package. */
  readonly since?: readonly [number, number];
  readonly command: string;
}

/** Who has llama.cpp, and under which name: what each publishes about its packages. */
const rows: readonly Row[] = [
  // The package is in unstable only; the script unpacks it from there.
  { ids: ['debian'], command: 'npm run quickstart' },
  { ids: ['ubuntu'], since: [25, 10], command: 'sudo apt install llama.cpp' },
  { ids: ['fedora'], command: 'sudo dnf install llama-cpp' },
  { ids: ['arch'], isFamily: true, command: 'sudo pacman -S llama.cpp' },
  { ids: ['alpine'], since: [3, 24], command: 'apk add llama-server' },
  { ids: ['nixos'], command: "nix-env --file '<nixpkgs>' --install --attr llama-cpp" },
];

const homebrew = 'brew install llama.cpp';

/** Where releases of llama.cpp are, for systems without a package. */
export const releasePage = 'https://github.com/ggml-org/llama.cpp/releases';

/** How to get an engine on this machine: one command, or where to look when there is none. */
export function installAdvice({ system, osRelease, hasHomebrew }: Platform): string {
  const row = system === 'linux' ? rows.find((each) => fits(each, osRelease)) : undefined;
  if (row !== undefined) return row.command;
  if (hasHomebrew || system === 'darwin') return homebrew;
  return `unpack a release from ${releasePage} and name its llama-server by LLMKUBE_LLAMA_SERVER`;
}

function fits({ ids, isFamily = false, since }: Row, { id, like, version }: OsRelease): boolean {
  const names = isFamily ? [id, ...like] : [id];
  if (!names.some((name) => ids.includes(name))) return false;
  if (since === undefined || version === undefined) return since === undefined;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > since[0] || (major === since[0] && minor >= since[1]);
}
