import * as z from 'zod';

const text = z.string().optional().catch(undefined);

/**
 * What is read of a hub's answer about a repository (`/api/models/ORG/REPO?blobs=true`). What says
 * more than where the files are has no form that a hub promises, and counts for nothing in another.
 */
export const hubModelSchema = z.looseObject({
  /** The commit that the revision stands for. */
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.looseObject({
      rfilename: z.string(),
      size: z.number().optional(),
      /** Of a file in large storage. */
      lfs: z
        .looseObject({ sha256: text, size: z.number().optional().catch(undefined) })
        .optional()
        .catch(undefined),
    }),
  ),
  /** `auto` or `manual` where somebody has to accept terms first. */
  gated: z.union([z.boolean(), z.string()]).optional().catch(undefined),
  tags: z.array(z.string()).optional().catch(undefined),
  /** What the page of the model says at its head. */
  cardData: z
    .looseObject({
      license: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .catch(undefined),
      license_name: text,
      license_link: text,
    })
    .optional()
    .catch(undefined),
});
