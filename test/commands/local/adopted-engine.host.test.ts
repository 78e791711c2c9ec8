import { expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { openLocalMachine } from '../../support/local-machine.ts';

test('an adopted engine that is killed is started again within a second, and one that hangs is replaced', {
  timeout: 120_000,
}, async () => {
  const machine = await openLocalMachine();
  onTestFinished(() => machine.close());
  const { model } = machine;
  const { json: local } = machine;
  expect(await local('deploy', model)).toMatchObject({ exitCode: 0 });
  const [engine = 0] = await machine.engines();
  for (const pid of await machine.agents()) process.kill(pid, 'SIGKILL');
  expect(await local('wait', 'tiny')).toMatchObject({ exitCode: 0 });
  expect(await machine.engines()).toEqual([engine]);

  const another = async (pid: number, seconds: number) =>
    await pollUntil({ what: 'another engine', seconds }, async () =>
      (await machine.engines()).find((found) => found !== pid),
    );
  const killedAt = performance.now();
  process.kill(engine, 'SIGKILL');
  const second = await another(engine, 5);
  expect(performance.now() - killedAt).toBeLessThan(1_000);
  expect(await local('wait', 'tiny')).toMatchObject({ exitCode: 0 });

  process.kill(second, 'SIGSTOP');
  // Three health checks, the grace, and the back-off of a second ending.
  await another(second, 90);
  const { events } = await local('wait', 'tiny', '--timeout', '30s');
  expect(events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  expect(JSON.stringify(await machine.log())).toContain('it does not answer its health checks');
});
