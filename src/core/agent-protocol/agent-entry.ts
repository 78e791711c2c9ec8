import * as z from 'zod';

/** What the one agent of a user says of itself, for whoever looks for it. */
export const agentEntrySchema = z.looseObject({
  pid: z.number().int().positive(),
  /** These two tell its process from another one that was given the same number. */
  startTime: z.string(),
  bootId: z.string(),
  /** Where it takes commands; absolute. */
  socket: z.string(),
  /** Where it answers OpenAI's API. */
  listener: z.looseObject({ host: z.string(), port: z.number().int() }),
  /** Of the llmkube that it is. */
  version: z.string(),
  /** When it was ended on purpose, after which nothing is restored until somebody deploys. */
  stoppedAt: z.string().optional(),
  /** When it let go of its engines, which run on for the agent after it. */
  letGoAt: z.string().optional(),
});

export type AgentEntry = z.infer<typeof agentEntrySchema>;
