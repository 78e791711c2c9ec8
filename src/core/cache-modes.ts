/** Where weights are kept between two starts of a pod. */
export const cacheModes = ['release', 'shared', 'claim', 'none'] as const;

export type CacheMode = (typeof cacheModes)[number];
