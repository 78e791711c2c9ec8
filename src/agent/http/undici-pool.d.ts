// The part of undici that speaks to one server. Its index loads fetch, WebSocket, caches and mocks
// as well, which an agent that idles would carry along. The path holds for the version locked here.

declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export = Pool;
}
