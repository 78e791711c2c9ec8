import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isTooOld,
  oldestBuild,
  parseEngineVersion,
} from '../../../src/core/engine/engine-version.ts';

const outputs = [
  ['version: 0.7.0 (build 11669, commit Debian)\nbuilt with GNU 15', 11669],
  ['version: 4719 (d04e7163)\nbuilt with cc (GCC) 13.2.0 for x86_64-linux-gnu\n', 4719],
  ['load_backend: loaded CPU backend\nversion: 9564 (53390be)\r\n', 9564],
  ['version: b5038 (1234567)', 5038],
  ['version: 0 (unknown)', undefined],
  ['version: 0.9.1 (commit abc1234)', undefined],
  ['version: 12.0.0', undefined],
] as const;

test.each(outputs)('%j is build %s', (output, build) => {
  const version = parseEngineVersion(output);
  expect(version?.build).toBe(build);
  expect(output).toContain(`version: ${version?.text}`);
});

test.each(['', 'version:', 'error: unknown argument', 'myversion: 4719 (abc)'])(
  '%j is no version',
  (output) => {
    expect(parseEngineVersion(output)).toBeUndefined();
  },
);

test('an engine is too old below the oldest build, and never when it tells none', () => {
  fc.assert(
    fc.property(fc.nat(), (build) => {
      expect(isTooOld({ text: '', build })).toBe(build < oldestBuild);
    }),
  );
  expect(isTooOld({ text: 'unknown' })).toBe(false);
});

test('whatever an engine prints, reading it ends with a version or without', () => {
  fc.assert(
    fc.property(fc.string(), (output) => {
      const build = parseEngineVersion(`version: ${output}`)?.build ?? 1;
      expect(build).toBeGreaterThan(0);
    }),
  );
});
