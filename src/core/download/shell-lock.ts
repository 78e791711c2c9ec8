import { cacheSuffixes } from '../cache-layout.ts';

/**
 * One pod fetches, the others wait. A folder is the lock, because making one is atomic on every
 * file system that a claim can have, and `flock` is neither in every image nor on every volume.
 * A number that grows is the sign of life: no clocks of two nodes are compared.
 */
export const shellLock = `is_held() {
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
  for other in "$target".*${cacheSuffixes.part}; do
    [ -f "$other" ] && [ "$other" != "$part" ] || continue
    if [ ! -f "$part" ] || [ "$(size "$other")" -gt "$(size "$part")" ]; then
      forget "$part"
      [ ! -f "$other${cacheSuffixes.validator}" ] || mv -f "$other${cacheSuffixes.validator}" "$validator"
      mv -f "$other" "$part"
    else
      forget "$other"
    fi
  done
}
sweep() {
  for other in "$LLMKUBE_CACHE"/*/*${cacheSuffixes.part}; do
    [ -f "$other" ] && [ ! -e "$other${cacheSuffixes.marker}" ] && [ "$other" != "$part" ] || continue
    [ -z "$(find "$other" -mmin "+$stale_minutes" 2> /dev/null)" ] || forget "$other"
  done
}
`;
