import { cacheSuffixes } from '../cache-layout.ts';
import { type DownloadPolicy, downloadPolicy } from './policy.ts';
import { shellBasics } from './shell-basics.ts';
import { shellChecks } from './shell-checks.ts';
import { shellLock } from './shell-lock.ts';
import { shellSignature } from './shell-signature.ts';
import { shellTransfer } from './shell-transfer.ts';

const main = (checks: string) => `! is_cached || cached
for tool in curl\${sha256:+ sha256sum}; do
  command -v "$tool" > /dev/null || fail ToolMissing "$tool"
done
case "$token" in *[!A-Za-z0-9._~+/=-]*) fail TokenMalformed ;; esac
${checks}[ -z "\${HTTP_PROXY:-}" ] || export http_proxy="\${http_proxy:-$HTTP_PROXY}"
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
  pause_for "\${left%% *}"
  case "$left" in *" "*) left="\${left#* }" ;; *) left= ;; esac
  say "retry $seconds: $kind: $(words "$kind" "$detail")"
  pause "$seconds"
  has_room
done
stop_ticking
is_held || fail LockLost
sync "$part" 2> /dev/null || true
mv -f "$part" "$target"
rm -f "$validator"
problem="$( (echo "$bytes\${sha256:+ $sha256}" > "$lock/marker") 2>&1)" || unwritable "$problem"
mv -f "$lock/marker" "$marker"
say "done $bytes"
`;

/**
 * Fetches one file into a cache, in a pod, with nothing but a POSIX shell, curl and core tools.
 * Every value arrives by environment, none is pasted into the text:
 *
 * - `LLMKUBE_CACHE`, `LLMKUBE_FOLDER`, `LLMKUBE_FILE`, `LLMKUBE_MARKER`, `LLMKUBE_URL`;
 * - where known `LLMKUBE_BYTES` and `LLMKUBE_SHA256`, which the file must have;
 * - where wanted `LLMKUBE_TOKEN`, which goes to the URL's own host and nowhere else, and
 *   `LLMKUBE_CA_FILE`, certificates that are trusted beside those of the system.
 *
 * What holds: a file under its final name is whole and was checked, and its marker comes after it.
 * Whoever fetches a file holds its lock and shows that it lives; a lock without a sign of life is
 * taken over. A lock can be lost while its holder is frozen, so nothing depends on it but the
 * second download that it saves: parts are named after their pod, and what does not have the
 * length or the sha256 of the file is never published. A part goes on where it ended only while
 * its source answers with the same ETag, or where a sha256 will tell.
 */
export function makeDownloadScript(policy: DownloadPolicy): string {
  const transfer = shellTransfer(policy);
  return [settings(policy), shellBasics, shellLock, transfer, shellChecks, main('')].join('');
}

/**
 * The same for files of which some are objects of S3, in a text of its own: whoever has none runs
 * what ran before. Their questions are signed, and nobody follows where they are answered with a
 * redirect. More values:
 *
 * - `LLMKUBE_REGION`, which makes a file one of S3;
 * - where wanted `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
 */
export function makeS3Script(policy: DownloadPolicy): string {
  const transfer = shellTransfer(policy, { forS3: true });
  const parts = [settings(policy), shellBasics, shellLock, transfer, shellSignature, shellChecks];
  return [...parts, main('check_keys\n')].join('');
}

function settings(policy: DownloadPolicy): string {
  return `set -eu
me="$HOSTNAME"
target="$LLMKUBE_CACHE/$LLMKUBE_FILE"
marker="$LLMKUBE_CACHE/$LLMKUBE_MARKER"
lock="$target${cacheSuffixes.lock}"
part="$target.$me${cacheSuffixes.part}"
validator="$part${cacheSuffixes.validator}"
sha256="\${LLMKUBE_SHA256:-}"
total="\${LLMKUBE_BYTES:-}"
token="$(printf %s "\${LLMKUBE_TOKEN:-}")"
unset LLMKUBE_TOKEN
temp="\${TMPDIR:-/tmp}/llmkube-download"
answer="$temp/answer"
pauses="${policy.pausesSeconds.join(' ')}"
interval=${policy.progressSeconds}
stale=${policy.lockStaleSeconds}
stale_minutes=${policy.partStaleMinutes}
curl=
ticker=
detail=
`;
}

/** The script as pods run it. */
export const downloadScript = makeDownloadScript(downloadPolicy);

/** The same where a file is in S3. */
export const s3Script = makeS3Script(downloadPolicy);
