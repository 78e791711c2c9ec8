import type { Plugin } from 'esbuild';
import { runtimeNames } from '../../src/cli/runtime-names.ts';

/** Puts what `src/cli/runtime-names.ts` comes to in the place of what it is made from. */
export const writeOutNames: Plugin = {
  name: 'write out names',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]cli[\\/]runtime-names\.ts$/ }, () => ({
      contents: `export const runtimeNames = ${JSON.stringify(runtimeNames)};`,
    }));
  },
};
