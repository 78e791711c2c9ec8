import { cacheSuffixes } from '../cache-layout.ts';
import { downloadLinePrefix } from './download-line.ts';
import { listDownloadFailures } from './failures.ts';

/** What every part of the script uses: one place for the words, so that a kind reads the same. */
export const shellBasics = `say() { echo "${downloadLinePrefix}$*"; }
words() {
  case "$1" in
${listDownloadFailures()
  .map(([kind, { words }]) => `    ${kind}) echo "${words}\${2:+: $2}" ;;`)
  .join('\n')}
  esac
}
forget() { rm -f "$1" "$1${cacheSuffixes.validator}"; }
fail() {
  stop_ticking
  say "failed: $1: $(words "$@")"
  exit 1
}
refuse() {
  forget "$part" || true
  fail "$@"
}
unwritable() {
  case "$1" in
    *"o space left"* | *"uota exceeded"*) refuse CacheFull ;;
    *) refuse CacheReadOnly "\${1##*: }" ;;
  esac
}
size() { stat -c %s "$1" 2> /dev/null || wc -c < "$1" | tr -d ' '; }
pause() {
  sleep "$1" > /dev/null 2>&1 &
  wait "$!"
}
`;
