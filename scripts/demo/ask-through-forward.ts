import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { type ShownCommand, show } from './run-shown.ts';

export interface ChatQuestion {
  readonly kubectl: Pick<ShownCommand, 'program' | 'env'>;
  readonly release: string;
  readonly question: string;
}

/**
 * Asks a release as somebody outside of the cluster does, through kubectl's port-forward with
 * curl, and shows both lines. Gives back what the model says at temperature 0.
 */
export async function askThroughForward(chat: ChatQuestion): Promise<string> {
  const [program, ...first] = chat.kubectl.program;
  // Without a port before the colon kubectl takes one that is free.
  const args = ['port-forward', `service/${chat.release}`, ':8080'];
  show({ name: 'kubectl', args });
  const forward = execa(program, [...first, ...args], {
    env: chat.kubectl.env,
    stdin: 'ignore',
    reject: false,
  });
  try {
    return await askWithCurl(await forwardedUrl(forward.stdout), chat);
  } finally {
    forward.kill();
    await forward;
  }
}

async function forwardedUrl(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    process.stdout.write(`${line}\n`);
    const port = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
  }
  throw new Error('kubectl ended without forwarding a port');
}

interface ChatAnswer {
  readonly choices?: readonly { readonly message?: { readonly content?: string } }[];
}

async function askWithCurl(url: string, { release, question }: ChatQuestion): Promise<string> {
  const messages = [{ role: 'user', content: question }];
  const body = JSON.stringify({ model: release, temperature: 0, messages });
  const header = ['-H', 'Content-Type: application/json'];
  const args = ['-s', `${url}/v1/chat/completions`, ...header, '-d', body];
  show({ name: 'curl', args });
  const { stdout } = await execa('curl', args, { stdin: 'ignore' });
  process.stdout.write(`${stdout}\n`);
  const answer: ChatAnswer = JSON.parse(stdout);
  return answer.choices?.[0]?.message?.content ?? '';
}
