import { defineConfig } from 'vitest/config';

/** Suites that look at pages in a browser. */
const withBrowsers = ['**/*.browser.test.ts'];

/** Suites whose files start programs and must not share a process with others. */
const withProcesses = [
  'collector/backups/**/*.test.ts',
  'collector/pairs/**/*.test.ts',
  'collector/restores/**/*.test.ts',
  'collector/services/**/*.test.ts',
  'standby/**/*.test.ts',
];

/** Whole-system suites without a whole city in them, or with one at rest. */
const programs = ['light-collector', 'outer', 'own-backup', 'pairs', 'receivers', 'takeover', 'warm-standby'].map(
  (name) => `test/system/${name}.test.ts`,
);

export default defineConfig({
  test: {
    // Two cores, and suites that wait for a third of their time: with two workers a third of the machine stood idle.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // What is waited for in a browser or from a process comes when it comes, on a busy machine too.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['**/*.test.ts'],
          exclude: ['node_modules/**', 'test/system/**', ...withBrowsers, ...withProcesses],
          // Modules are loaded once for a worker, not once for a file: two fifths of the processor's time. Nothing here keeps state in a module.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // A browser of its own for each file, but what their servers are made of is loaded once for a worker.
        extends: true,
        test: {
          name: 'pages',
          include: withBrowsers,
          exclude: ['node_modules/**'],
          isolate: false,
          // Against hanging alone: a browser shows what it shows when the machine lets it.
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Servers and namespaces of their own: each file in a process of its own.
        extends: true,
        test: {
          name: 'engines',
          include: withProcesses,
          exclude: ['node_modules/**'],
          // Against hanging alone: programs start, copy and notice when the machine lets them.
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real processes that leave half of the machine to others: two files at a time.
        extends: true,
        test: { name: 'programs', include: programs, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        // A whole city with its agents and a browser wants the machine for itself: beside other suites its agents would answer late.
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          exclude: ['node_modules/**', ...programs],
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
