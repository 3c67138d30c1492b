import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/editors/**", "tests/models/**", "tests/thorough/**"],
          // Far above what any needs by itself: processors are shared.
          testTimeout: 30_000,
          // By default one processor is left out, which of two is half of them.
          maxWorkers: "100%",
        },
      },
      {
        test: {
          name: "editors",
          include: ["tests/editors/**/*.test.ts"],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "thorough",
          include: ["tests/thorough/**/*.test.ts"],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "models",
          include: ["tests/models/**/*.test.ts"],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
