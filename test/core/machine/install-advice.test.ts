import { expect, test } from 'vitest';
import { installAdvice } from '../../../src/core/machine/install-advice.ts';
import { parseOsRelease } from '../../../src/core/machine/parse-os-release.ts';

const apt = 'sudo apt install llama.cpp';
const pacman = 'sudo pacman -S llama.cpp';
const quickstart = 'npm run quickstart';
const nix = "nix-env --file '<nixpkgs>' --install --attr llama-cpp";
const brew = 'brew install llama.cpp';
const release =
  'unpack a release from https://github.com/ggml-org/llama.cpp/releases ' +
  'and name its llama-server by LLMKUBE_LLAMA_SERVER';

const systems = [
  ['Debian 12', 'ID=debian\nVERSION_ID="12"', quickstart],
  ['Debian unstable', 'PRETTY_NAME="Debian GNU/Linux forky/sid"\nID=debian', quickstart],
  ['Ubuntu 24.04', 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"', release],
  ['Ubuntu 25.10', 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="25.10"', apt],
  ['Ubuntu 26.04', 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="26.04"', apt],
  ['Mint', 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22.1"', release],
  ['Raspberry Pi OS', 'ID=raspbian\nID_LIKE=debian\nVERSION_ID="12"', release],
  ['Fedora', 'ID=fedora\nVERSION_ID=44', 'sudo dnf install llama-cpp'],
  ['Rocky', 'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"', release],
  ['Arch', 'NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling', pacman],
  ['Manjaro', 'ID=manjaro\nID_LIKE=arch', pacman],
  ['Alpine 3.23', 'ID=alpine\nVERSION_ID=3.23.4', release],
  ['Alpine 3.24', 'ID=alpine\nVERSION_ID=3.24.0', 'apk add llama-server'],
  ['NixOS', 'ID=nixos\nID_LIKE=\'\'\nVERSION_ID="26.05"', nix],
  ['an unknown one', 'ID=gentoo', release],
  ['nothing', '', release],
] as const;

test.each(systems)('%s', (_, text, advice) => {
  const osRelease = parseOsRelease(text);
  expect(installAdvice({ system: 'linux', osRelease, hasHomebrew: false })).toBe(advice);
  // Homebrew serves where the system has no package.
  const withBrew = installAdvice({ system: 'linux', osRelease, hasHomebrew: true });
  expect(withBrew).toBe(advice === release ? brew : advice);
});

test('macOS has Homebrew, or can have it', () => {
  for (const hasHomebrew of [true, false]) {
    const osRelease = parseOsRelease('');
    expect(installAdvice({ system: 'darwin', osRelease, hasHomebrew })).toBe(brew);
  }
});

test('quotes, families and missing versions are read as a shell reads them', () => {
  const text = `# comment\nNAME="Some \\"OS\\""\nID='some'\nID_LIKE="one two"\nVERSION_ID=""\n`;
  expect(parseOsRelease(text)).toEqual({ id: 'some', like: ['one', 'two'] });
});
