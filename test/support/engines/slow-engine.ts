import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

// slow-engine.ts ... --host SOCKET: an engine whose streams take 20 ms for each token.
const words = process.argv;
const socket = words[words.indexOf('--host') + 1];

createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.end('{"status":"ok"}');
    return;
  }
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  await answer(JSON.parse(text), response);
}).listen(socket);

interface Asked {
  readonly model: string;
  readonly max_tokens?: number;
  readonly stream?: boolean;
}

async function answer({ model, max_tokens = 1, stream = false }: Asked, response: ServerResponse) {
  response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json');
  const choices = [{ index: 0, text: 'a', finish_reason: 'length' }];
  if (!stream) {
    response.end(JSON.stringify({ model, choices, usage: { completion_tokens: 1 } }));
    return;
  }
  for (let token = 0; token < max_tokens; token += 1) {
    response.write(`data: ${JSON.stringify({ model, choices })}\n\n`);
    await delay(20);
  }
  response.end('data: [DONE]\n\n');
}
