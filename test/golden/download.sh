set -eu
me="$HOSTNAME"
target="$LLMKUBE_CACHE/$LLMKUBE_FILE"
marker="$LLMKUBE_CACHE/$LLMKUBE_MARKER"
lock="$target.lock"
part="$target.$me.part"
validator="$part.etag"
sha256="${LLMKUBE_SHA256:-}"
total="${LLMKUBE_BYTES:-}"
token="$(printf %s "${LLMKUBE_TOKEN:-}")"
unset LLMKUBE_TOKEN
temp="${TMPDIR:-/tmp}/llmkube-download"
answer="$temp/answer"
pauses="1 2 4 8 16 30 30"
interval=2
stale=20
stale_minutes=60
curl=
ticker=
detail=
say() { echo "llmkube-download: $*"; }
words() {
  case "$1" in
    SourceUnauthorized) echo "the source wants a login${2:+: $2}" ;;
    SourceForbidden) echo "the source forbids it${2:+: $2}" ;;
    SourceNotFound) echo "the source has no such file${2:+: $2}" ;;
    SourceRateLimited) echo "the source allows no more requests for now${2:+: $2}" ;;
    SourceFailing) echo "the source fails${2:+: $2}" ;;
    SourceRefused) echo "the source did not give the file${2:+: $2}" ;;
    SourceUntrusted) echo "the certificate of the source is not trusted${2:+: $2}" ;;
    SourceUnreachable) echo "the source cannot be reached or broke off${2:+: $2}" ;;
    SourceChanging) echo "the source changes the file while it is fetched${2:+: $2}" ;;
    SourceWrongLength) echo "the file does not have the expected length${2:+: $2}" ;;
    SourceWrongDigest) echo "the file does not have the expected sha256${2:+: $2}" ;;
    SourceNotGguf) echo "the source gave something that is not a GGUF file${2:+: $2}" ;;
    CacheFull) echo "the cache is full${2:+: $2}" ;;
    CacheReadOnly) echo "the cache cannot be written${2:+: $2}" ;;
    TokenMalformed) echo "the token holds characters that no token has${2:+: $2}" ;;
    ToolMissing) echo "the image lacks a program that the download needs${2:+: $2}" ;;
    LockLost) echo "another one took over the download${2:+: $2}" ;;
  esac
}
forget() { rm -f "$1" "$1.etag"; }
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
    *) refuse CacheReadOnly "${1##*: }" ;;
  esac
}
size() { stat -c %s "$1" 2> /dev/null || wc -c < "$1" | tr -d ' '; }
pause() {
  sleep "$1" > /dev/null 2>&1 &
  wait "$!"
}
is_held() {
  holder=
  read -r holder 2> /dev/null < "$lock/owner" || true
  [ "$holder" = "$me" ]
}
take_lock() {
  seen= still=0 told= gone=0
  until problem="$(mkdir "$lock" 2>&1)"; do
    if [ ! -d "$lock" ]; then
      gone=$((gone + 1))
      [ "$gone" -lt 5 ] || unwritable "$problem"
      continue
    fi
    ! is_held || break
    now="$holder $(cat "$lock/beat" 2> /dev/null || true)"
    [ -n "$told" ] || [ -z "$holder" ] || { say "waiting: $holder"; told=yes; }
    if [ "$now" = "$seen" ]; then still=$((still + 1)); else still=0 seen="$now"; fi
    if [ "$still" -ge "$stale" ]; then
      still=0
      rm -rf "$lock.$me"
      ! mv "$lock" "$lock.$me" 2> /dev/null || rm -rf "$lock.$me"
      continue
    fi
    pause 1
  done
  problem="$( (echo "$me" > "$lock/owner") 2>&1)" || { rm -rf "$lock"; unwritable "$problem"; }
}
tick() {
  beat=0
  while sleep "$interval" > /dev/null 2>&1; do
    beat=$((beat + 1))
    is_held || { say "failed: LockLost: $(words LockLost)"; kill -TERM "$$"; return; }
    (echo "$beat" > "$lock/beat") 2> /dev/null || true
    [ -f "$part" ] || continue
    read_answer
    remember_etag
    say progress "$(size "$part")" $total
  done
}
stop_ticking() {
  [ -z "$ticker" ] || kill "$ticker" 2> /dev/null || true
  ticker=
}
leave() {
  stop_ticking
  [ -z "$curl" ] || kill "$curl" 2> /dev/null || true
  rm -rf "$temp"
  ! is_held || rm -rf "$lock"
}
adopt_parts() {
  for other in "$target".*.part; do
    [ -f "$other" ] && [ "$other" != "$part" ] || continue
    if [ ! -f "$part" ] || [ "$(size "$other")" -gt "$(size "$part")" ]; then
      forget "$part"
      [ ! -f "$other.etag" ] || mv -f "$other.etag" "$validator"
      mv -f "$other" "$part"
    else
      forget "$other"
    fi
  done
}
sweep() {
  for other in "$LLMKUBE_CACHE"/*/*.part; do
    [ -f "$other" ] && [ ! -e "$other.complete" ] && [ "$other" != "$part" ] || continue
    [ -z "$(find "$other" -mmin "+$stale_minutes" 2> /dev/null)" ] || forget "$other"
  done
}
cr="$(printf '\r')"
read_answer() {
  status= etag= length= after= message=
  [ -f "$answer" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line%"$cr"}"
    value="${line#*:}"
    value="${value# }"
    case "$line" in
      HTTP/*) status="${line#* }" status="${status%% *}" etag= length= after= message= ;;
      [Ee][Tt][Aa][Gg]:*) etag="$value" ;;
      [Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ll][Ee][Nn][Gg][Tt][Hh]:*) [ "$status" = 206 ] || length="$value" ;;
      [Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Rr][Aa][Nn][Gg][Ee]:*) length="${value##*/}" ;;
      [Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]:*) after="$value" ;;
      [Xx]-[Ee][Rr][Rr][Oo][Rr]-[Mm][Ee][Ss][Ss][Aa][Gg][Ee]:*) message="$(printf %.200s "$value" | tr -d '\000-\037')" ;;
    esac
  done < "$answer"
  case "$etag" in W/*) etag= ;; esac
  case "$length" in '' | *[!0-9]*) length= ;; esac
  case "$status" in 200 | 206 | 416) ;; *) length= ;; esac
  [ -n "${LLMKUBE_BYTES:-}" ] || total="$length"
}
remember_etag() {
  [ "$status" = 200 ] && [ -n "$etag" ] && [ -f "$temp/begun" ] || return 0
  (printf '%s\n' "$etag" > "$validator") 2> /dev/null || true
}
trust() {
  [ -n "${LLMKUBE_CA_FILE:-}" ] || return 0
  for known in "${CURL_CA_BUNDLE:-}" "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt \
    /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
    [ -f "$known" ] || continue
    cat "$known" > "$temp/ca.pem"
    break
  done
  cat "$LLMKUBE_CA_FILE" >> "$temp/ca.pem"
  export CURL_CA_BUNDLE="$temp/ca.pem"
}
configuration() {
  [ -z "$token" ] || printf 'header = "Authorization: Bearer %s"\n' "$token"
}
fetch() {
  have=0 known= etag= status= code=0 detail=
  set --
  if [ -f "$part" ]; then
    read -r known 2> /dev/null < "$validator" || true
    if [ -n "$known" ] || [ -n "$sha256" ]; then have="$(size "$part")"; else forget "$part"; fi
  fi
  if [ -n "${LLMKUBE_BYTES:-}" ]; then
    [ "$have" != "$total" ] || return 0
    if [ "$have" -gt "$total" ]; then forget "$part"; have=0 known=; fi
    set -- --max-filesize "$total"
  fi
  if [ "$have" -gt 0 ]; then
    set -- "$@" --continue-at "$have"
    [ -z "$known" ] || set -- "$@" --header "If-Range: $known"
    rm -f "$temp/begun"
  else
    rm -f "$validator"
    : > "$temp/begun"
  fi
  case "$LLMKUBE_URL" in https:*) set -- "$@" --proto-redir =https ;; esac
  rm -f "$answer"
  configuration | curl --disable --config - --proto =http,https --proto-redir =http,https "$@" \
    --globoff --fail --location --max-redirs 10 --silent --show-error \
    --connect-timeout 10 \
    --speed-limit 1024 --speed-time 60 \
    --dump-header "$answer" --output "$part" --url "$LLMKUBE_URL" \
    > /dev/null 2> "$temp/problem" &
  curl="$!"
  wait "$curl" || code="$?"
  curl=
  read_answer
  remember_etag
  [ "$code" != 0 ] || return 0
  # Nothing is behind the part: not every curl takes that for an end.
  [ "$code-$status" != 22-416 ] || [ "$have" = 0 ] || return 0
  detail="$(tail -n 1 "$temp/problem")"
  detail="${detail#curl: }"
  detail="${detail#(*) }"
  return 1
}
classify() {
  kind=SourceRefused
  case "$code" in
    22)
      detail="$status${message:+, $message}"
      case "$status" in
        401) kind=SourceUnauthorized ;;
        403) kind=SourceForbidden ;;
        404 | 410) kind=SourceNotFound ;;
        429) kind=SourceRateLimited ;;
        408 | 425 | 500 | 502 | 503 | 504) kind=SourceFailing ;;
      esac ;;
    1 | 3 | 47) kind=SourceRefused ;;
    51 | 60 | 77 | 83 | 91) kind=SourceUntrusted ;;
    5 | 6 | 7 | 16 | 18 | 28 | 35 | 52 | 55 | 56 | 92 | 95 | 96 | 97) kind=SourceUnreachable ;;
    63) kind=SourceWrongLength ;;
    23) kind=CacheFull ;;
  esac
  [ "$code" != 63 ] || detail="${length:-more} bytes are announced where $total were expected"
}
is_transient() {
  case "$1" in
    SourceRateLimited | SourceFailing | SourceUnreachable) return 0 ;;
  esac
  return 1
}
pause_for() {
  seconds="$1"
  case "$after" in
    '' | *[!0-9]* | ??????*) ;;
    *) [ "$after" -le "$seconds" ] || seconds="$after" ;;
  esac
  [ "$seconds" -le 120 ] || seconds=120
}
has_room() {
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
      if [ "$(head -c 4 "$part" | tr -d '\000')" != GGUF ]; then
        problem=SourceNotGguf
        return 1
      fi ;;
  esac
  [ -n "$sha256" ] || return 0
  say checking "$bytes"
  sum="$(sha256sum "$part")" || { unwritable "the part cannot be read"; }
  sum="${sum%% *}"
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
! is_cached || cached
for tool in curl${sha256:+ sha256sum}; do
  command -v "$tool" > /dev/null || fail ToolMissing "$tool"
done
case "$token" in *[!A-Za-z0-9._~+/=-]*) fail TokenMalformed ;; esac
[ -z "${HTTP_PROXY:-}" ] || export http_proxy="${http_proxy:-$HTTP_PROXY}"
problem="$(mkdir -p "$LLMKUBE_CACHE/$LLMKUBE_FOLDER" 2>&1)" || unwritable "$problem"
trap leave EXIT
trap 'exit 143' HUP INT TERM
rm -rf "$temp"
mkdir -p "$temp"
take_lock
! is_cached || cached
adopt_parts
rm -f "$marker" "$target"
sweep
has_room
trust
tick &
ticker="$!"
left="$pauses"
furthest=0
again=
while :; do
  if fetch; then
    problem=SourceChanging
    if ! is_glued && is_right; then break; fi
    if [ "$have" = 0 ] || [ -n "$again" ]; then refuse "$problem" "$detail"; fi
    again=yes
    forget "$part"
    continue
  fi
  classify
  case "$code" in
    33 | 36)
      [ -z "$again" ] || refuse SourceChanging
      again=yes
      forget "$part"
      continue ;;
  esac
  is_transient "$kind" || refuse "$kind" "$detail"
  got=0
  [ ! -f "$part" ] || got="$(size "$part")"
  if [ "$got" -gt "$furthest" ]; then furthest="$got" left="$pauses" again=; fi
  [ -n "$left" ] || fail "$kind" "$detail"
  pause_for "${left%% *}"
  case "$left" in *" "*) left="${left#* }" ;; *) left= ;; esac
  say "retry $seconds: $kind: $(words "$kind" "$detail")"
  pause "$seconds"
  has_room
done
stop_ticking
is_held || fail LockLost
sync "$part" 2> /dev/null || true
mv -f "$part" "$target"
rm -f "$validator"
problem="$( (echo "$bytes${sha256:+ $sha256}" > "$lock/marker") 2>&1)" || unwritable "$problem"
mv -f "$lock/marker" "$marker"
say "done $bytes"
