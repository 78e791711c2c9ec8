import { expect, test } from 'vitest';
import { s3Error } from '../../src/models/s3-error.ts';
import { type S3Refusal, S3Refused } from '../../src/models/s3-refusal.ts';

const source = { kind: 's3', bucket: 'b', key: 'folder/m.gguf' } as const;
const endpoint = 'https://store.example';
const place = { url: `${endpoint}/b/folder/m.gguf`, region: 'eu-1', endpoint };

function stepsOf(refusal: S3Refusal, more: Partial<Parameters<typeof s3Error>[1]> = {}) {
  const error = new S3Refused(refusal, { region: place.region });
  return s3Error(error, { source, place, ...more }).suggestions;
}

test('the region is set where it was read', () => {
  const refusal = { cause: 'OtherRegion', status: 301, region: 'eu-2' } as const;
  expect(stepsOf(refusal)).toEqual(['export AWS_REGION=eu-2']);
  expect(stepsOf(refusal, { environment: { AWS_DEFAULT_REGION: 'eu-1' } })).toEqual([
    'export AWS_DEFAULT_REGION=eu-2',
  ]);
  expect(stepsOf(refusal, { store: { region: 'eu-1' } })).toEqual([
    'the same command with --set model.s3.region=eu-2',
  ]);
});

test('a folder is listed at the store that was asked', () => {
  const refusal = { cause: 'Forbidden', status: 403 } as const;
  expect(stepsOf(refusal)).toEqual([
    'aws s3 ls --endpoint-url https://store.example s3://b/folder/',
  ]);
  const { endpoint: _, ...ofAws } = place;
  expect(stepsOf(refusal, { place: ofAws })).toEqual(['aws s3 ls s3://b/folder/']);
});

test('an ended session is set anew by commands that can be typed', () => {
  expect(stepsOf({ cause: 'SessionEnded', status: 400 })).toContain(
    'export AWS_SESSION_TOKEN=<token>',
  );
});
