import { filesScript, s3FilesScript } from '../../../src/core/download/files-script.ts';
import { downloadScript, s3Script } from '../../../src/core/download/script.ts';

/** What pods run before their engine; goldens name it, and keep what it was as a digest. */
export const podScripts: Readonly<Record<string, string>> = {
  downloadScript,
  filesScript,
  s3Script,
  s3FilesScript,
};
