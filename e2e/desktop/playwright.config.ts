import { defineConfig } from '@playwright/test'

/** One program at a time: windows take each other's focus. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/desktop',
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 20_000 },
  use: { trace: 'retain-on-failure' },
})
