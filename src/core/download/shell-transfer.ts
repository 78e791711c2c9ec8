import {
  type DownloadFailure,
  type DownloadFailureKind,
  listDownloadFailures,
  otherFailure,
} from './failures.ts';
import type { DownloadPolicy } from './policy.ts';

export interface TransferOptions {
  /** Whether a file may be an object of S3, whose redirects are refused. */
  readonly forS3?: boolean;
}

/** One try: what it asks of curl, what curl answers, and what the answer means. */
export function shellTransfer(policy: DownloadPolicy, options: TransferOptions = {}): string {
  const parts = [readAnswer(options), trust, fetchOnce(policy, options), classify];
  return [...parts, pauseFor(policy)].join('');
}

// Where the bucket really is, which the store says beside a no.
const regionOfBucket = `
      ${anyCase('x-amz-bucket-region')}:*)
        [ "$value" = "$region" ] || message="the bucket is in the region $(printf %.40s "$value" | tr -cd 'a-z0-9-')" ;;`;

const readAnswer = ({ forS3 = false }: TransferOptions) => `cr="$(printf '\\r')"
read_answer() {
  status= etag= length= after= message=
  [ -f "$answer" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    line="\${line%"$cr"}"
    value="\${line#*:}"
    value="\${value# }"
    case "$line" in
      HTTP/*) status="\${line#* }" status="\${status%% *}" etag= length= after= message= ;;
      ${anyCase('etag')}:*) etag="$value" ;;
      ${anyCase('content-length')}:*) [ "$status" = 206 ] || length="$value" ;;
      ${anyCase('content-range')}:*) length="\${value##*/}" ;;
      ${anyCase('retry-after')}:*) after="$value" ;;
      ${anyCase('x-error-message')}:*) message="$(printf %.200s "$value" | tr -d '\\000-\\037')" ;;${forS3 ? regionOfBucket : ''}
    esac
  done < "$answer"
  case "$etag" in W/*) etag= ;; esac
  case "$length" in '' | *[!0-9]*) length= ;; esac
  case "$status" in 200 | 206 | 416) ;; *) length= ;; esac
  [ -n "\${LLMKUBE_BYTES:-}" ] || total="$length"
}
remember_etag() {
  [ "$status" = 200 ] && [ -n "$etag" ] && [ -f "$temp/begun" ] || return 0
  (printf '%s\\n' "$etag" > "$validator") 2> /dev/null || true
}
`;

const trust = `trust() {
  [ -n "\${LLMKUBE_CA_FILE:-}" ] || return 0
  for known in "\${CURL_CA_BUNDLE:-}" "\${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt \\
    /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
    [ -f "$known" ] || continue
    cat "$known" > "$temp/ca.pem"
    break
  done
  cat "$LLMKUBE_CA_FILE" >> "$temp/ca.pem"
  export CURL_CA_BUNDLE="$temp/ca.pem"
}
`;

function fetchOnce(policy: DownloadPolicy, { forS3 = false }: TransferOptions): string {
  const follow = `--location --max-redirs ${policy.mostRedirects}`;
  return `configuration() {
  [ -z "$token" ] || printf 'header = "Authorization: Bearer %s"\\n' "$token"
}
fetch() {
  have=0 known= etag= status= code=0 detail=
  set --
  if [ -f "$part" ]; then
    read -r known 2> /dev/null < "$validator" || true
    if [ -n "$known" ] || [ -n "$sha256" ]; then have="$(size "$part")"; else forget "$part"; fi
  fi
  if [ -n "\${LLMKUBE_BYTES:-}" ]; then
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
${forS3 ? followElsewhere(follow) : ''}  rm -f "$answer"
  configuration | curl --disable --config - --proto =http,https --proto-redir =http,https "$@" \\
    --globoff --fail ${forS3 ? '' : `${follow} `}--silent --show-error \\
    --connect-timeout ${policy.connectSeconds} \\
    --speed-limit ${policy.slowestBytesPerSecond} --speed-time ${policy.slowSeconds} \\
    --dump-header "$answer" --output "$part" --url "$LLMKUBE_URL" \\
    > /dev/null 2> "$temp/problem" &
  curl="$!"
  wait "$curl" || code="$?"
  curl=
  read_answer
${forS3 ? refuseRedirect : ''}  remember_etag
  [ "$code" != 0 ] || return 0
  # Nothing is behind the part: not every curl takes that for an end.
  [ "$code-$status" != 22-416 ] || [ "$have" = 0 ] || return 0
  detail="$(tail -n 1 "$temp/problem")"
  detail="\${detail#curl: }"
  detail="\${detail#(*) }"
  return 1
}
`;
}

const followElsewhere = (follow: string) => `  [ -n "$region" ] || set -- "$@" ${follow}
`;

// Without --location curl takes the page of a redirect for the file.
const refuseRedirect = `  case "$region-$status" in -*) ;; *-3??) code=22 && forget "$part" ;; esac
`;

const classify = `classify() {
  kind=${otherFailure}
  case "$code" in
    22)
      detail="$status\${message:+, $message}"
      case "$status" in
${casesOf(({ statuses }) => statuses, 8)}
      esac ;;
${casesOf(({ curlExits }) => curlExits, 4)}
  esac
  [ "$code" != 63 ] || detail="\${length:-more} bytes are announced where $total were expected"
}
is_transient() {
  case "$1" in
    ${transientKinds().join(' | ')}) return 0 ;;
  esac
  return 1
}
`;

function pauseFor(policy: DownloadPolicy): string {
  return `pause_for() {
  seconds="$1"
  case "$after" in
    '' | *[!0-9]* | ??????*) ;;
    *) [ "$after" -le "$seconds" ] || seconds="$after" ;;
  esac
  [ "$seconds" -le ${policy.longestPauseSeconds} ] || seconds=${policy.longestPauseSeconds}
}
`;
}

// `case` has no switch for it in POSIX.
function anyCase(header: string): string {
  return header.replaceAll(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
}

function casesOf(
  codesOf: (failure: DownloadFailure) => readonly number[] | undefined,
  indent: number,
): string {
  const arm = (kind: DownloadFailureKind, codes: readonly number[]) =>
    `${' '.repeat(indent)}${codes.join(' | ')}) kind=${kind} ;;`;
  return listDownloadFailures()
    .map(([kind, failure]) => ({ kind, codes: codesOf(failure) ?? [] }))
    .filter(({ codes }) => codes.length > 0)
    .map(({ kind, codes }) => arm(kind, codes))
    .join('\n');
}

function transientKinds(): readonly DownloadFailureKind[] {
  return listDownloadFailures()
    .filter(([, { isTransient }]) => isTransient === true)
    .map(([kind]) => kind);
}
