import type { Reading } from "./reading.ts";

/** The highest humidity of all readings, in percent. */
export function mostHumid(readings: readonly Reading[]): number {
  return Math.max(...readings.map((reading) => reading.humidity));
}

// show the humidity in percent as well AI!
export function describeReading(reading: Reading): string {
  return `${reading.sensor}: ${reading.celsius} °C`;
}
