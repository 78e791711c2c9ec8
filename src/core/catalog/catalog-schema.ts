import * as z from 'zod';
import { samplingSchema } from '../intent/sampling-schema.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._:-]{0,99}$/, 'is not lower case letters, digits and . _ : -');
const repo = z.string().regex(/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/, 'is not ORG/REPO');

const entrySchema = z.strictObject({
  id: name,
  aliases: z.array(name).optional(),
  title: z.string().min(1).max(100),
  repo,
  upstream: repo.optional(),
  license: z.string().max(50).optional(),
  contextTokens: z.int().positive().optional(),
  parameters: z.string().max(20).optional(),
  modalities: z.array(z.enum(['text', 'image', 'audio'])).optional(),
  capabilities: z.array(z.string()).optional(),
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w.-]{1,50}$/, 'is not a quantisation such as Q4_K_M'),
        file: z.string().regex(/^[^\s?#]+\.gguf$/i, 'is not a GGUF file'),
        bytes: z.int().positive().optional(),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, 'is not a sha256')
          .optional(),
      }),
    )
    .min(1),
  usual: z.string(),
  settings: z
    .strictObject({
      sampling: samplingSchema.refine(
        (fields) => Object.keys(fields).length > 0,
        'names no setting',
      ),
      source: z.string().optional(),
    })
    .optional(),
  sources: z.array(z.string()).optional(),
});

/** A catalog as a file holds it. */
export const catalogSchema = z.strictObject({
  models: z.array(
    entrySchema
      .refine(({ files, usual }) => files.some(({ name: one }) => one === usual), {
        path: ['usual'],
        message: 'is none of `files`',
      })
      .refine(({ settings, sources = [] }) => isAmong(settings?.source, sources), {
        path: ['settings', 'source'],
        message: 'is none of `sources`',
      }),
  ),
});

function isAmong(source: string | undefined, sources: readonly string[]): boolean {
  return source === undefined || sources.includes(source);
}
