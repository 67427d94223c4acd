import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{electron,shared,bench,scripts}/**/*.test.ts'],
          globalSetup: ['e2e/support/test-postgres.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['renderer/src/**/*.test.{ts,tsx}'],
          // Stylesheets are empty in tests, except the one whose contrast is measured.
          css: { include: [/\/tokens\.css/] },
        },
      },
    ],
  },
})
