import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**'],
    // Two cores: more workers only make real-socket suites slow.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // What is waited for comes when the machine gets to it; only a test that fails ever waits this long.
    expect: { poll: { timeout: 10_000 } },
  },
});
