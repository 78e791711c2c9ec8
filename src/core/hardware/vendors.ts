/** Whose GPUs they are; it decides the resource that is asked for and the image. */
export const vendors = ['nvidia', 'amd', 'intel'] as const;

export type Vendor = (typeof vendors)[number];
