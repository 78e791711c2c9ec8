const forms: readonly RegExp[] = [
  // The login of a URL.
  /:\/\/[^\s/@:]*:[^\s/@]+@/,
  // A token of the hub.
  /\bhf_[A-Za-z0-9]{30,}/,
  // What a header of a login holds; a digit tells it from a sentence.
  /\b(?:Bearer|Basic) +(?=[A-Za-z._~+/-]*[0-9=])[A-Za-z0-9._~+/-]{8,}=*/,
];

/** Whether a text shows a login or a token, by the form that these have. */
export function holdsSecret(text: string): boolean {
  return forms.some((form) => form.test(text));
}
