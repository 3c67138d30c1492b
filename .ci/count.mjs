// Owns what a vitest report counts as: prints `PASSED FAILED`, where a skipped test and a file that did not load have failed.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === "failed" && assertionResults.every((result) => result.status !== "failed"),
).length;
const passed = report.numPassedTests;
const failed = report.numTotalTests - passed + brokenFiles;
console.log(passed, passed + failed === 0 ? 1 : failed);
