/** Where a redirect leads, or why nobody goes there. */
export type Redirect = { readonly kind: 'url'; readonly url: URL } | LeadsAstray;

export interface LeadsAstray {
  readonly kind: 'astray';
  /** To stand after `Cannot ...: `. */
  readonly fact: string;
}

/** Reads a `location`: only to a web server, and never from https to something that is not. */
export function judgeRedirect(from: URL, location: string): Redirect {
  if (!URL.canParse(location, from.href)) return astray('it redirects to what is no URL');
  const url = new URL(location, from);
  const isSafe = url.protocol === 'https:' || from.protocol === 'http:';
  if (/^https?:$/.test(url.protocol) && isSafe) return { kind: 'url', url };
  return astray(`it redirects from ${from.protocol} to ${url.protocol}`);
}

/** Of a source that never comes to an end. */
export function astray(fact: string): LeadsAstray {
  return { kind: 'astray', fact };
}
