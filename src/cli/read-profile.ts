import { checkDocument } from '../core/document/check-document.ts';
import { ProblemList } from '../core/document/problem-list.ts';
import { type ClusterProfile, clusterProfileSchema } from '../core/profile/cluster-profile.ts';
import { readFiles } from './read-files.ts';

/** Reads a file of `cluster snapshot`. Throws `DOCUMENT_INVALID` and `FILE_UNREADABLE`. */
export async function readProfile(file: string): Promise<ClusterProfile | undefined> {
  const written = file === '-' ? 'profile.yaml' : file;
  const problems = new ProblemList([`llmkube cluster snapshot > ${written}`]);
  let profile: ClusterProfile | undefined;
  for await (const outcome of readFiles([file], {}, process.stdin)) {
    if (outcome.kind === 'malformed') {
      problems.add(outcome.problems);
      continue;
    }
    const { document } = outcome;
    const checked = checkDocument(clusterProfileSchema, document);
    if (checked.kind === 'invalid') problems.add(checked.problems);
    else if (profile === undefined) profile = checked.value;
    else {
      const message = 'is one profile too many: a release is made for one cluster';
      problems.add([{ file, path: 'kind', message, ...document.locate(['kind']) }]);
    }
  }
  problems.refuse();
  return profile;
}
