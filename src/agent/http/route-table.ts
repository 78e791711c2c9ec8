/** Paths of engines whose body is JSON that may name the model; they reach the engine unchanged. */
export const modelPaths: ReadonlySet<string> = new Set([
  '/v1/chat/completions',
  '/v1/chat/completions/input_tokens',
  '/v1/completions',
  '/v1/embeddings',
  '/v1/rerank',
  '/v1/reranking',
  '/v1/responses',
  '/v1/responses/input_tokens',
  '/v1/messages',
  '/v1/messages/count_tokens',
  '/chat/completions',
  '/completions',
  '/completion',
  '/embeddings',
  '/embedding',
  '/rerank',
  '/reranking',
  '/responses',
  '/infill',
  '/tokenize',
  '/detokenize',
  '/apply-template',
]);

/** What a request is about, by its path alone. */
export type Route =
  | { readonly kind: 'engine'; readonly path: string }
  | { readonly kind: 'models'; readonly path: string }
  | { readonly kind: 'model'; readonly path: string; readonly id: string }
  | { readonly kind: 'health'; readonly path: string };

const MODEL = '/v1/models/';

/** Finds the route of a request target; nothing when no path of ours fits. */
export function routeOf(target: string): Route | undefined {
  const path = target.replace(/[?#].*$/s, '');
  if (modelPaths.has(path)) return { kind: 'engine', path };
  if (path === '/v1/models' || path === '/models') return { kind: 'models', path };
  if (path === '/health' || path === '/v1/health') return { kind: 'health', path };
  const id = path.startsWith(MODEL) ? decode(path.slice(MODEL.length)) : undefined;
  return id === undefined || id === '' ? undefined : { kind: 'model', path: `${MODEL}{id}`, id };
}

/** The methods that a route takes. */
export function methodsOf(route: Route | undefined): readonly string[] {
  return route?.kind === 'engine' ? ['POST', 'OPTIONS'] : ['GET', 'HEAD', 'OPTIONS'];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape names no model.
    return undefined;
  }
}
