import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
    maxWorkers: '100%',
    // Whole-cluster runs share two cores with their neighbours.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
