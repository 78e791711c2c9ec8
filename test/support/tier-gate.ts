import { test } from 'vitest';

/**
 * `test` where nothing is missing. Elsewhere a test that is skipped with one loud line that names
 * the missing thing; under `CI=true`, where nothing may be skipped, it fails with the same words.
 */
export function testUnless(missing: string | undefined): typeof test {
  if (missing === undefined) return test;
  if (process.env.CI === 'true') return failing(missing);
  process.stderr.write(`SKIPPED: ${missing}\n`);
  return test.skip as typeof test;
}

function failing(missing: string): typeof test {
  const fail = (title: string): void =>
    test(title, () => {
      throw new Error(`this test cannot run here: ${missing}`);
    });
  return fail as typeof test;
}
