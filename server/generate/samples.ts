// Owns picking one of several answers by what the checks say of them; knows no model and draws as few as it can.
import type { CheckReport } from "../verify/verify.ts";
import type { Answer, Judged } from "./judge.ts";

export type Sample = { readonly answer: Answer; readonly judged: Judged };

/**
 * The first answer that passes every check without a remark; without one the first that passes, and without that the
 * first of all, whose reasons the repair is told. `draw` is asked for at most `most` answers, one after the other.
 */
export async function bestOf(most: number, draw: (place: number) => Promise<Sample>): Promise<Sample> {
  let best = await draw(0);
  for (let place = 1; place < most && worth(best) < CLEAN; place++) {
    const next = await draw(place);
    if (worth(next) > worth(best)) best = next;
  }
  return best;
}

const CLEAN = 2;

function worth({ judged }: Sample): number {
  if (judged.made === undefined) return 0;
  return judged.reports.some(isRemark) ? 1 : CLEAN;
}

function isRemark({ verdict }: CheckReport): boolean {
  return verdict === "warn";
}
