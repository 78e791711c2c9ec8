import type { PeerItem } from './peer-item.ts';

/** Ports, addresses and names (6.2). */
export const addresses: readonly PeerItem[] = [
  {
    id: '13 #1366',
    promise: 'metrics are asked for at the port that the engine listens on',
    shown: {
      given: { runtime: { kind: 'generic', generic: { port: 9000 } } },
      holds: { 'engine.ports.0.containerPort': 9000, 'engine.ports.0.name': 'http' },
    },
  },
  {
    id: '14 #972',
    promise: 'engines listen at addresses of both kinds',
    shown: { given: {}, args: ['--host', '::'] },
  },
  {
    id: '15',
    promise: 'the address to listen on is a field',
    shown: { given: { network: { bindAddress: '10.9.8.7' } }, args: ['--host', '10.9.8.7'] },
  },
  {
    id: '15',
    promise: 'and no argument, in any form',
    shown: {
      given: { runtime: { args: ['--host=127.0.0.1'] } },
      refused: 'write `network.bindAddress`',
    },
  },
  {
    id: '16',
    promise: 'a name with dots is folded once, for objects and for addresses',
    shown: {
      file: 'test/commands/status.cluster.test.ts',
      title: 'the id and its folded name are one release, and a third spelling is none',
    },
  },
  {
    id: '17 #1060',
    promise: 'whoever calls a Service calls the port that it has',
    shown: {
      given: { network: { service: { port: 80 } } },
      holds: { 'Service.spec.ports.0.port': 80 },
    },
  },
  {
    id: '18',
    promise: 'a port of nodes is of those types alone that have one',
    shown: {
      given: { network: { service: { nodePort: 30_080 } } },
      refused: 'has no effect unless the type is',
    },
  },
  {
    id: '18',
    promise: 'and is left to the cluster where nobody says it',
    shown: { given: {}, holds: { 'Service.spec.ports.0.nodePort': undefined } },
  },
  {
    id: '19',
    promise: 'the usual Service is of the cluster alone',
    shown: { given: {}, holds: { 'Service.spec.type': 'ClusterIP' } },
  },
];
