/**
 * What engines listen on where nobody says it: every address of the pod, IPv4 ones too, as Linux
 * takes both kinds on one socket. With `0.0.0.0` nobody reaches them where pods have IPv6 alone.
 */
export const anyAddress = '::';
