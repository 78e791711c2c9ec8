/** What pods read their keys from, by the names that a Secret has them under. */
export const keyVariables = {
  id: 'AWS_ACCESS_KEY_ID',
  secret: 'AWS_SECRET_ACCESS_KEY',
  session: 'AWS_SESSION_TOKEN',
} as const;

/**
 * Signs the question for an object of S3 (Signature Version 4 of AWS) with nothing but `sha256sum`,
 * as what curls sign differs between their versions. The keys come to this shell and its subshells
 * by their environment, as a pod gives it, and are taken out of it before anything else is started:
 * no process has them in its arguments and no curl in its environment; it reads the signature from
 * its standard input. A file without a region is asked for as ever.
 */
export const shellSignature = `region="\${LLMKUBE_REGION:-}"
trim() {
  text="\${1#"\${1%%[!$spaces]*}"}"
  printf %s "\${text%"\${text##*[!$spaces]}"}"
}
spaces="$(printf ' \\t\\n\\v\\f\\r')"
key_id="$(trim "\${${keyVariables.id}:-}")"
key_secret="$(trim "\${${keyVariables.secret}:-}")"
key_session="$(trim "\${${keyVariables.session}:-}")"
unset ${Object.values(keyVariables).join(' ')}
nothing=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \\n'; }
hash() { sha256sum | cut -d ' ' -f 1; }
bytes_of() {
  digits="$1" escaped=
  while [ -n "$digits" ]; do
    rest="\${digits#??}"
    byte="$((0x\${digits%"$rest"} ^ $2))"
    escaped="$escaped\\\\0$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
    digits="$rest"
  done
}
hmac() {
  key="$1"
  while [ "\${#key}" -lt 128 ]; do key="\${key}00"; done
  bytes_of "$key" 0x36
  inner="$( (printf %b "$escaped"; printf %s "$2") | hash)"
  bytes_of "$key" 0x5c
  outer="$escaped"
  bytes_of "$inner" 0
  printf %b "$outer$escaped" | hash
}
sign() {
  moment="$(date -u +%Y%m%dT%H%M%SZ)"
  place="\${LLMKUBE_URL#*://}"
  names='host;x-amz-content-sha256;x-amz-date'
  signed="host:\${place%%/*}
x-amz-content-sha256:$nothing
x-amz-date:$moment"
  if [ -n "$key_session" ]; then
    names="$names;x-amz-security-token"
    signed="$signed
x-amz-security-token:$key_session"
  fi
  scope="\${moment%T*}/$region/s3/aws4_request"
  digest="$(printf 'GET\\n/%s\\n\\n%s\\n\\n%s\\n%s' "\${place#*/}" "$signed" "$names" "$nothing" | hash)"
  signature="$(hex "AWS4$key_secret")"
  [ "\${#signature}" -le 128 ] || signature="$(printf %s "AWS4$key_secret" | hash)"
  for text in "\${moment%T*}" "$region" s3 aws4_request "AWS4-HMAC-SHA256
$moment
$scope
$digest"; do
    signature="$(hmac "$signature" "$text")"
  done
  printf 'header = "%s"\\n' "x-amz-date: $moment" "x-amz-content-sha256: $nothing" \\
    "Authorization: AWS4-HMAC-SHA256 Credential=$key_id/$scope, SignedHeaders=$names, Signature=$signature"
  [ -z "$key_session" ] || printf 'header = "x-amz-security-token: %s"\\n' "$key_session"
}
configuration() {
  if [ -z "$region" ]; then
    [ -z "$token" ] || printf 'header = "Authorization: Bearer %s"\\n' "$token"
  elif [ -n "$key_id" ] && [ -n "$key_secret" ]; then
    sign
  fi
}
check_keys() {
  [ -n "$region" ] || return 0
  case "$key_id$key_session" in *[!A-Za-z0-9._~+/=@-]*) fail TokenMalformed ;; esac
  for tool in sha256sum od cut; do
    command -v "$tool" > /dev/null || fail ToolMissing "$tool"
  done
}
`;
