import { annotationKeys, fieldManagers, labelKeys } from '../../src/core/marks.ts';
import { code, formatTable, pageStart } from './markdown.ts';

const labelMeanings: Readonly<Record<keyof typeof labelKeys, readonly [string, string]>> = {
  release: ['every object and every pod', 'The name of the release.'],
  component: [
    'every object and every pod',
    'What the object is for: `server` or `cache`. Together with the label above it is the selector of Deployment and Service, which never changes.',
  ],
  record: ['the record', '`1` on the ConfigMap that holds the record of a release.'],
};

const annotationMeanings: Readonly<Record<keyof typeof annotationKeys, readonly [string, string]>> =
  {
    releaseId: [
      'every object',
      'Tells two lives of one name apart: another id means that the object belongs to a release that was deleted.',
    ],
    modelId: ['every object', 'The name that clients send, in the spelling of the user.'],
    summary: ['the record', 'A few facts of the release as JSON, so that a listing stays small.'],
    restartedAt: [
      'every pod, once `restart` was used',
      'When `restart` replaced the pods last (ISO 8601).',
    ],
  };

const commonLabels: readonly (readonly [string, string, string])[] = [
  ['app.kubernetes.io/name', 'every object and every pod', '`llmkube`'],
  ['app.kubernetes.io/instance', 'every object and every pod', 'The name of the release.'],
  ['app.kubernetes.io/managed-by', 'every object and the record', '`llmkube`'],
];

/** The labels, annotations and the field managers by which our objects are known. */
export function marksPage(): string {
  const header = ['Key', 'On', 'Meaning'];
  return [
    pageStart('Labels, annotations and field managers'),
    'Keys are public and never change their meaning. Nothing else marks an object as ours.\n',
    '## Labels\n',
    formatTable(header, [...rows(labelKeys, labelMeanings), ...commonRows()]),
    '## Annotations\n',
    formatTable(header, rows(annotationKeys, annotationMeanings)),
    '## Field managers\n',
    `Objects are written by server-side apply as ${code(fieldManagers.main)}; \`restart\` writes its\n` +
      `annotation as ${code(fieldManagers.restart)}. What another manager owns is not touched, with\n` +
      'one exception: a number of replicas that is asked for is set whoever set it before.\n',
  ].join('\n');
}

function rows<Name extends string>(
  keys: Readonly<Record<Name, string>>,
  meanings: Readonly<Record<Name, readonly [string, string]>>,
): readonly (readonly string[])[] {
  return (Object.keys(keys) as Name[]).map((name) => [code(keys[name]), ...meanings[name]]);
}

function commonRows(): readonly (readonly string[])[] {
  return commonLabels.map(([key, on, meaning]) => [code(key), on, meaning]);
}
