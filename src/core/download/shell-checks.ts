/** What is looked at before and after a transfer. */
export const shellChecks = `has_room() {
  [ -n "$total" ] || return 0
  have=0
  [ ! -f "$part" ] || have="$(size "$part")"
  free=
  previous=
  for field in $(df -Pk "$LLMKUBE_CACHE" 2> /dev/null | tail -n 1); do
    case "$field" in [0-9]*%) free="$previous" ;; esac
    previous="$field"
  done
  case "$free" in '' | *[!0-9]*) return 0 ;; esac
  [ "$((total - have))" -gt "$((free * 1024))" ] || return 0
  refuse CacheFull "$((total - have)) bytes are needed, $((free * 1024)) are free"
}
is_glued() {
  [ "$have" -gt 0 ] || return 1
  [ "$status" != 416 ] || [ -n "$total" ] || return 0
  [ -z "$etag" ] || [ -z "$known" ] || [ "$etag" = "$known" ] || return 0
  [ -z "$total" ] || [ "$(size "$part")" = "$total" ] || return 0
  return 1
}
is_right() {
  [ -f "$part" ] || : > "$part"
  bytes="$(size "$part")"
  problem=
  if [ -n "$total" ] && [ "$bytes" != "$total" ]; then
    problem=SourceWrongLength detail="$bytes bytes came where $total were expected"
    return 1
  fi
  case "$target" in
    *.gguf)
      if [ "$(head -c 4 "$part" | tr -d '\\000')" != GGUF ]; then
        problem=SourceNotGguf
        return 1
      fi ;;
  esac
  [ -n "$sha256" ] || return 0
  say checking "$bytes"
  sum="$(sha256sum "$part")" || { unwritable "the part cannot be read"; }
  sum="\${sum%% *}"
  [ "$sum" != "$sha256" ] || return 0
  problem=SourceWrongDigest detail="it is $sum where $sha256 was expected"
  return 1
}
is_cached() {
  [ -f "$target" ] && [ -f "$marker" ] || return 1
  bytes= sum=
  read -r bytes sum < "$marker" || true
  [ "$(size "$target")" = "$bytes" ] && { [ -z "$sha256" ] || [ "$sum" = "$sha256" ]; }
}
cached() {
  say cached "$bytes"
  exit 0
}
`;
