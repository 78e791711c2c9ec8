import { expect, test } from 'vitest';
import { type PermittedCommand, permissions } from '../../scripts/docs/permissions.ts';
import { roleOf } from '../../scripts/docs/permissions-page.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { serveTinyModel } from '../support/cluster/serve-tiny-model.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { publishedSchema, schemaProblems } from '../support/published-schema.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

const cluster = joinCluster();
const schema = publishedSchema('output.json');
type Needed = (typeof permissions)[PermittedCommand];

test('the Role of the page is enough for every command, under the restricted standard', async () => {
  const user = await makeUser('all', Object.values(permissions).flat());
  const level = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await patchNamespace(user.namespace, { metadata: { labels: level } });
  const deployed = await user.run('deploy');
  expect(deployed).toMatchObject({ exitCode: 0 });
  expect(deployed.events.at(-1)).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  expect(deployed.events.filter(({ type }) => type === 'warning')).toEqual([]);
  expect((await user.run('list')).stdout).toContain('"phase":"Ready"');
  expect(await user.run('restart')).toMatchObject({ exitCode: 0 });
  expect(await user.run('scale')).toMatchObject({ exitCode: 0 });
  expect((await user.run('chat')).events).toMatchObject([{ type: 'result' }]);
  expect((await user.run('logs')).events[0]).toMatchObject({ type: 'logLine' });
  expect((await user.run('wait')).events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  expect((await user.run('status')).stdout).toContain('"unseen":[]');
  expect((await user.run('render')).stdout).toContain('"kind":"Deployment"');
  expect(await user.run('delete')).toMatchObject({ exitCode: 0 });
  expect(await user.run('deploy')).toMatchObject({ exitCode: 0 });
  expect(await user.run('delete --all')).toMatchObject({ exitCode: 0 });
  expect(await user.run('deploy')).toMatchObject({ exitCode: 0 });
  expect(await user.run('delete --data')).toMatchObject({ exitCode: 0 });
  await user.end();
});

// Other commands need what these can do without.
const least = [...permissions.deploy, ...permissions['delete --data']];

test('without what can be done without, a deploy is ready and says that it is not proven', async () => {
  const user = await makeUser('least', least.filter(isRequired));
  const deployed = await user.run('deploy');
  expect(deployed).toMatchObject({ exitCode: 0 });
  expect(deployed.events.at(-1)).toMatchObject({ phase: 'Ready', proof: { state: 'not proven' } });
  expect(await user.run('delete --data')).toMatchObject({ exitCode: 0 });
  await user.end();
});

const cases = (Object.keys(permissions) as PermittedCommand[]).flatMap((command) =>
  permissions[command]
    .filter(isRequired)
    .filter((row) => !/^delete ./.test(command) || !permissions.delete.includes(row))
    .flatMap(({ resource, verbs }) => verbs.map((verb) => ({ command, verb, resource }))),
);

test.each(cases)('$command needs to $verb $resource', async ({ command, verb, resource }) => {
  const needed = permissions[command]
    .map((row) => (row.resource === resource ? without(row, verb) : row))
    .filter(({ verbs }) => verbs.length > 0);
  const user = await makeUser(`${command}-${verb}-${resource}`.replaceAll(/\W+/g, '-'), needed);
  if (/^(delete|wait)/.test(command)) await user.deployAsAdministrator('--no-wait');
  if (/^(logs|chat|scale|restart)/.test(command)) await user.deployAsAdministrator('--wait');
  const { exitCode, events } = await user.run(command);
  expect(events.at(-1)).toMatchObject({ error: { code: 'FORBIDDEN', facts: { verb, resource } } });
  expect(exitCode).toBe(8);
  await user.end();
});

interface User {
  readonly namespace: string;
  readonly run: (command: PermittedCommand) => Promise<CliRun>;
  readonly deployAsAdministrator: (wait: '--wait' | '--no-wait') => Promise<void>;
  readonly end: () => Promise<unknown>;
}

/**
 * A user with just these permissions in a namespace of its own, and a model to deploy. Every line
 * that its runs print is one of the published schema.
 */
async function makeUser(name: string, needed: Needed): Promise<User> {
  const namespace = `permissions-${name}`;
  await cluster.makeNamespace(namespace);
  const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`;
  await cluster.api.ask('POST', roles, roleOf('needed', needed));
  const kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'Role/needed' });
  const { url } = await serveTinyModel(cluster.hostAddress);
  const deploy = ['deploy', 'tiny', `--source=${url}/tiny.gguf`, `--image=${SERVER_IMAGE_NAME}`];
  const words: Readonly<Record<PermittedCommand, readonly string[]>> = {
    deploy,
    list: ['list'],
    scale: ['scale', 'tiny', '2'],
    restart: ['restart', 'tiny'],
    chat: ['chat', 'tiny', 'Hi', '--once'],
    logs: ['logs', 'tiny', '--tail=1'],
    status: ['status', 'tiny'],
    render: ['render', 'tiny'],
    wait: ['wait', 'tiny'],
    delete: ['delete', 'tiny'],
    'delete --data': ['delete', 'tiny', '--data', '--yes'],
    'delete --all': ['delete', '--all'],
  };
  return {
    namespace,
    run: async (command) => {
      const run = await runCli([...words[command], '--output=json'], { kubeconfig });
      expect(run.events.map((line) => schemaProblems(schema, line)).filter(Boolean)).toEqual([]);
      return run;
    },
    deployAsAdministrator: async (wait) => {
      const options = [wait, `--namespace=${namespace}`];
      const run = await runCli([...deploy, ...options], { kubeconfig: cluster.kubeconfig });
      expect(run).toMatchObject({ exitCode: 0 });
    },
    end: () => cluster.api.ask('DELETE', `/api/v1/namespaces/${namespace}`),
  };
}

function isRequired({ without }: Needed[number]): boolean {
  return without === undefined;
}

function without(row: Needed[number], verb: string): Needed[number] {
  return { ...row, verbs: row.verbs.filter((one) => one !== verb) };
}

async function patchNamespace(name: string, patch: object): Promise<void> {
  await cluster.runKubectl(['patch', 'namespace', name, '--patch', JSON.stringify(patch)]);
}
