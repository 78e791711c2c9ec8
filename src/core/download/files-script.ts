/** What the variables of one file are called after `LLMKUBE_`, see `makeDownloadScript`. */
export const fileVariables = [
  'FOLDER',
  'FILE',
  'MARKER',
  'URL',
  'BYTES',
  'SHA256',
  'TOKEN',
] as const;

/**
 * Fetches several files one after the other, each by the script that follows as its first word. The
 * first file has the variables of that script; the others have the same with `_2`, `_3` and so on,
 * and `LLMKUBE_MORE` holds those numbers. What ends one of them ends all.
 */
export const filesScript = makeFilesScript(fileVariables);

/** The same for the script of S3. */
export const s3FilesScript = makeFilesScript([...fileVariables, 'REGION']);

function makeFilesScript(names: readonly string[]): string {
  return `set -eu
child=
leave() {
  [ -z "$child" ] || { kill -TERM "$child" 2> /dev/null && wait "$child"; } || true
  exit 143
}
trap leave HUP INT TERM
fetch() {
  code=0
  /bin/sh -c "$0" &
  child="$!"
  wait "$child" || code="$?"
  child=
  [ "$code" = 0 ] || exit "$code"
}
fetch
for number in $LLMKUBE_MORE; do
  for name in ${names.join(' ')}; do
    eval "value=\\"\\\${LLMKUBE_\${name}_$number:-}\\""
    if [ -n "$value" ]; then export "LLMKUBE_$name=$value"; else unset "LLMKUBE_$name"; fi
  done
  fetch
done
`;
}
