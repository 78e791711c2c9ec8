/**
 * Fetches one file into a cache, in a pod, with nothing but a POSIX shell, curl and core tools.
 * Every value arrives by environment, none is pasted into the text. The file appears under its
 * final name only when it is whole, and the marker after it, so that a kill at any moment leaves
 * either a complete download or one that the next start does again. Parts that killed pods left
 * are removed first: nobody else ever would.
 */
export const downloadScript = `set -eu
target="$LLMKUBE_CACHE/$LLMKUBE_FILE"
marker="$LLMKUBE_CACHE/$LLMKUBE_MARKER"
part="$target.$HOSTNAME.part"
size() { wc -c < "$1" | tr -d ' '; }
fail() { rm -f "$part" 2> /dev/null || true; echo "llmkube-download: failed: $1" >&2; exit 1; }
if [ -f "$target" ] && [ -f "$marker" ] && [ "$(size "$target")" = "$(cat "$marker")" ]; then
  echo "llmkube-download: cached $(cat "$marker") bytes"
  exit 0
fi
mkdir -p "$LLMKUBE_CACHE/$LLMKUBE_FOLDER" || fail "the cache cannot be written"
rm -f "$target".*.part
problem="$(curl --fail --location --silent --show-error --retry 5 --connect-timeout 10 \\
  --speed-limit 1024 --speed-time 60 \\
  --proto =http,https --proto-redir =http,https \\
  --output "$part" --url "$LLMKUBE_URL" 2>&1)" || case "$problem" in
  *"(23)"*) fail "the cache is full or cannot be written" ;;
  *) fail "the source did not give the file: \${problem##*curl: }" ;;
esac
case "$target" in
  *.gguf) [ "$(head -c 4 "$part")" = GGUF ] || fail "the source gave something that is not a GGUF file" ;;
esac
rm -f "$marker"
mv -f "$part" "$target"
size "$target" > "$marker.$HOSTNAME"
mv -f "$marker.$HOSTNAME" "$marker"
echo "llmkube-download: done $(cat "$marker") bytes"
`;
