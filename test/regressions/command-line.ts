import type { PeerItem } from './peer-item.ts';

const noCacheCommand = 'no command looks into caches yet';
const noBenchmark = 'no command measures a release yet';

/** The command line (6.9). */
export const commandLine: readonly PeerItem[] = [
  ...['148 #731', '149 #767', '150', '151'].map((id) => ({
    id,
    promise: 'what a cache holds is shown',
    shown: { differs: noCacheCommand },
  })),
  ...['152 #1268', '153'].map((id) => ({
    id,
    promise: 'a measurement is of the engine and not of its cache',
    shown: { differs: noBenchmark },
  })),
  {
    id: '154',
    promise: 'versions are compared number by number',
    shown: { differs: 'no command looks for a newer version of this program' },
  },
  {
    id: '155',
    promise: 'whoever fetches weights looks for them in one place',
    shown: {
      file: 'test/core/resolve/resolve.test.ts',
      title: 'a digest is part of where a file lies, so another one never meets the old file',
    },
  },
  {
    id: '156 #386 #514',
    promise: 'the catalog is whole, and every file of it can be fetched',
    shown: {
      file: 'test/core/catalog/catalog.test.ts',
      title: 'every file of the catalog is a source that can be fetched whole',
    },
  },
  {
    id: '157',
    promise: 'a token of one site writes nothing of another',
    shown: { differs: 'there are no sites and no tokens of them' },
  },
  {
    id: '158',
    promise: 'a claim is prepared by nobody as root',
    shown: { given: {}, holds: { 'pod.securityContext.runAsNonRoot': true } },
  },
  {
    id: '159',
    promise: 'a header of a file costs no more than it is worth',
    shown: {
      file: 'test/core/gguf/read-metadata.test.ts',
      title: '12 000 damaged headers are answers: none crashes, and none costs more than its file',
    },
  },
  {
    id: '160',
    promise: 'a server that sends no ranges does not send the weights',
    shown: {
      file: 'test/models/read-metadata-of.test.ts',
      title: 'a server without ranges serves a license at the start, and is told apart otherwise',
    },
  },
];
