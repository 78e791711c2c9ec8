import { z } from 'zod';

/** What is read of a hub's answer about a repository (`/api/models/ORG/REPO?blobs=true`). */
export const hubModelSchema = z.looseObject({
  /** The commit that the revision stands for. */
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(z.looseObject({ rfilename: z.string(), size: z.number().optional() })),
});
