import * as z from 'zod';
import { isEndpoint, isRegion } from '../source/s3-place.ts';
import { objectName } from './object-name.ts';

/** The store of sources in S3, and who asks it. */
export const s3Schema = z.strictObject({
  /**
   * The Secret of the namespace with the keys that the downloader signs with, under the names
   * AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and where they end AWS_SESSION_TOKEN.
   */
  secret: objectName.optional(),
  /** Where it is, unless it is that of AWS. */
  endpoint: z.string().refine(isEndpoint, 'is not an http or https URL without a login').optional(),
  region: z.string().refine(isRegion, 'is not the name of a region').optional(),
});

export type S3Settings = z.infer<typeof s3Schema>;
