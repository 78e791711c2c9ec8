import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { unreadableManifest } from '../../src/core/agent-protocol/unreadable.ts';
import { releasePhase } from '../../src/core/release-phase.ts';
import { listMachineReleases, openMachineRecords } from '../../src/host/machine-records.ts';
import { openVersionedFiles } from '../../src/host/versioned-files.ts';
import { rejectionOf } from '../support/error-of.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';
import { recordWith } from '../support/records.ts';

const made = '2026-01-01T00:00:00.000Z';
const place = { namespace: 'here', urlOf: (release: string) => `http://here/${release}` };

test('a release is as old as its record, however often that was written', async () => {
  const { files, records } = await openEmpty(made, '2026-02-01T00:00:00.000Z');
  const first = await records.commitRecord(recordWith(), undefined);
  const version = first.kind === 'committed' ? first.version : undefined;
  await records.commitRecord(recordWith(), version);
  const rows = await listMachineReleases(files, { ...place, deployments: [] });
  expect(rows).toMatchObject([
    { release: 'qwen', namespace: 'here', url: 'http://here/qwen', createdAt: made },
  ]);
  expect(rows[0]?.live).toBeUndefined();
});

test('a release whose wanted state cannot be read is a row that says so', async () => {
  const { files, records } = await openEmpty(made);
  await records.commitRecord(recordWith(), undefined);
  const deployments = [unreadableManifest({ release: 'qwen', version: '1.a', why: 'damaged' })];
  const [row] = await listMachineReleases(files, { ...place, deployments });
  expect(releasePhase({ mutation: 'deployed', live: row?.live })).toBe('Unreadable');
});

test('a deployment without a record is a row, and one with a record says how it stands', async () => {
  const { files, records } = await openEmpty(made);
  await records.commitRecord(recordWith(), undefined);
  const deployments = ['qwen', 'alone'].map((name) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, generation: 1, creationTimestamp: made },
    spec: { replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
  }));
  const rows = await listMachineReleases(files, { ...place, deployments });
  expect(rows.map(({ release, summary }) => [release, summary === undefined])).toEqual([
    ['alone', true],
    ['qwen', false],
  ]);
  expect(rows.map(({ live }) => live?.ready)).toEqual([1, 1]);
});

test('what a later llmkube put beside our parts is still there after a write', async () => {
  const { files, records } = await openEmpty(made);
  const first = await records.commitRecord(recordWith(), undefined);
  const version = first.kind === 'committed' ? first.version : undefined;
  const stored = JSON.parse((await files.read('qwen'))?.text ?? '');
  const later = {
    ...stored,
    metadata: { ...stored.metadata, labels: { ...stored.metadata.labels, later: 'yes' } },
    data: { ...stored.data, later: 'text' },
    binaryData: { later: 'AAAA' },
  };
  await files.write('qwen', JSON.stringify(later), version);
  const found = await records.readRecord('qwen');
  if (found === undefined) throw new Error('the record is gone');
  await records.commitRecord(found.record, found.version);
  expect(JSON.parse((await files.read('qwen'))?.text ?? '')).toEqual(later);
});

test.each(['', '[]', '{"metadata": {}}', '{'])(
  'a record that holds `%s` is refused in words and still listed',
  async (text) => {
    const { files, records } = await openEmpty(made);
    await records.commitRecord(recordWith(), undefined);
    const version = (await files.read('qwen'))?.version;
    await writeFile(path.join(files.folder, 'qwen', `${version}.json`), text);
    expect((await rejectionOf(records.readRecord('qwen'))).code).toBe('RECORD_UNREADABLE');
    const rows = await listMachineReleases(files, { ...place, deployments: [] });
    expect(rows).toMatchObject([{ release: 'qwen', summary: undefined }]);
    expect(await records.removeRecord('qwen', version ?? '')).toBe('removed');
  },
);

async function openEmpty(...times: readonly string[]) {
  const files = openVersionedFiles(await temporaryFolder());
  const left = [...times];
  return {
    files,
    records: openMachineRecords({ files, now: () => Date.parse(left.shift() ?? '') }),
  };
}
