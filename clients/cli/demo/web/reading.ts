/** One measurement of one sensor in the greenhouse. */
export type Reading = {
  readonly sensor: string;
  readonly celsius: number;
  readonly humidity: number;
};
