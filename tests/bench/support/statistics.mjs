// Owns the few statistics that the benchmarks report.

/** Nearest-rank percentile, `share` from 0 to 1; of an empty list nothing can be said. */
export function percentile(samples, share) {
  if (samples.length === 0) throw new RangeError("no samples");
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function median(samples) {
  return percentile(samples, 0.5);
}
