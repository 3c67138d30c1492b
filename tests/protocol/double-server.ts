// Owns the process around the house without a model: what server/main.ts is for the real one.
import { serve } from "../../server/protocol/serve.ts";
import { redirectStdout } from "../../server/protocol/stdout.ts";
import { buildHouse } from "./house-double.ts";

const output = redirectStdout();
const stallMs = process.env["STALL_MS"];
serve(
  {
    input: process.stdin,
    output,
    exit: (code) => process.exit(code),
    ...(stallMs === undefined ? {} : { stallMs: Number(stallMs) }),
  },
  buildHouse,
);
