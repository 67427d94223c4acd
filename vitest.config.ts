import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** How long a test waits for what it expects, milliseconds: a loaded machine is slow, not wrong. What is never true fails all the same. */
const patienceMs = 10_000

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{electron,shared,bench,scripts}/**/*.test.ts'],
          globalSetup: ['e2e/support/test-postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: patienceMs } },
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['renderer/src/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: patienceMs } },
          setupFiles: ['renderer/src/shell/patience-for-tests.ts'],
          // Stylesheets are empty in tests, except the one whose contrast is measured.
          css: { include: [/\/tokens\.css/] },
        },
      },
    ],
  },
})
