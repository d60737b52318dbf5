/** What is said of many measurements. */

const sorted = (values) => [...values].sort((a, b) => a - b);

/** The value that this share of all does not exceed. */
export const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];

export const median = (values) => at(values, 0.5);
