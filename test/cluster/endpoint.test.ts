import { expect, test } from 'vitest';
import { endpointOf } from '../../src/cluster/endpoint.ts';
import { servedAs } from '../../src/core/record/served-as.ts';

const address = { kind: 'cluster', context: 'lab', namespace: 'team' } as const;
const endpointWith = (network: object) =>
  endpointOf('qwen', servedAs({ model: { id: 'Qwen' }, network }), address);

const host = 'qwen.example.com';

test.each([
  [{ ingress: { host } }, [`http://${host}/v1`]],
  [{ ingress: { host, tlsSecret: 'tls' } }, [`https://${host}/v1`]],
  [{ route: { host, parent: { name: 'front' } } }, [`https://${host}/v1`]],
  [
    { ingress: { host }, route: { host: 'other.example.com' } },
    [`http://${host}/v1`, 'https://other.example.com/v1'],
  ],
  [{ ingress: 'damaged', route: [] }, undefined],
  [{}, undefined],
])('with %j it is reached from outside at %j', (network, outside) => {
  expect(endpointWith(network).outside).toEqual(outside);
  expect(endpointWith(network).url).toBe('http://qwen.team.svc:8080/v1');
});

test('its lines leave it to the shell to read the key', () => {
  const { curl, fromHere } = endpointWith({ apiKeySecret: { name: 'clients', key: 'api.key' } });
  expect(curl).toContain('-H "Authorization: Bearer $API_KEY"');
  expect(fromHere?.curl).toContain(
    `-H "Authorization: Bearer $(kubectl --context lab -n team get secret clients -o go-template='{{index .data "api.key" | base64decode}}')"`,
  );
  expect(endpointWith({}).curl).not.toContain('Authorization');
});
