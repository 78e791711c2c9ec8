import path from 'node:path';
import { execa } from 'execa';
import { hasFiles, runTier } from './test/run-tier.ts';
import { type Tier, tiers } from './test/tiers.ts';

// npm test [-- tier or part of a file's name ...]: builds the program, runs the tiers one after the
// other and ends with the line `N passed, N failed, N skipped`.
const root = path.resolve(import.meta.dirname, '..');
const words = process.argv.slice(2);
const named = tiers.filter(({ name }) => words.includes(name));
const fileFilters = words.filter((word) => !named.some(({ name }) => name === word));
const summary: string[] = [];
const failures: string[] = [];
const total = { passed: 0, failed: 0, skipped: 0 };

const build = await execa(process.execPath, ['scripts/build.ts'], {
  cwd: root,
  stdio: 'inherit',
  reject: false,
});
if (build.exitCode !== 0) addProblem('the build failed');
for (const tier of named.length > 0 ? named : tiers) await addTier(tier);
if (total.passed + total.failed + total.skipped === 0) addProblem('no test matched');
// Again at the end: what is kept of a long run's output is often its last lines only.
process.stdout.write(failures.map((line) => `\nFAILED: ${line}`).join(''));
process.stdout.write(`\n${summary.join('\n')}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function addTier(tier: Tier): Promise<void> {
  if (!(await hasFiles({ root, tier, fileFilters }))) {
    if (fileFilters.length === 0) addProblem(`the ${tier.name} tier has no tests`);
    return;
  }
  process.stdout.write(`\n${tier.name} tests\n`);
  const result = await runTier({ root, tier, fileFilters });
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped;
  const { passed, failed, skipped, seconds } = result;
  summary.push(
    `${tier.name.padEnd(8)}${seconds.toFixed(1).padStart(7)} s  ${passed} passed, ${failed} failed, ${skipped} skipped`,
  );
  if (result.obstacle !== undefined) {
    summary.push(`SKIPPED: the ${tier.name} tier, because ${result.obstacle}`);
    if (process.env.CI === 'true') addProblem(`CI=true, but the ${tier.name} tier cannot run`);
  }
  failures.push(...result.failures);
  for (const problem of result.problems) addProblem(`${tier.name}: ${problem}`);
}

/** What went wrong outside of a test counts as one failed test, so that no sum looks clean. */
function addProblem(text: string): void {
  total.failed += 1;
  summary.push(`FAILED: ${text}`);
}
