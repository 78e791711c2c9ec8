/** Whether a text shows the login of a URL or a token of the hub, by the form that these have. */
export function holdsSecret(text: string): boolean {
  return /:\/\/[^\s/@:]*:[^\s/@]+@/.test(text) || /\bhf_[A-Za-z0-9]{30,}/.test(text);
}
