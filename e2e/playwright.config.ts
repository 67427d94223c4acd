import { defineConfig } from '@playwright/test'

const chromium = process.env.WHEELHOUSE_CHROMIUM ?? '/usr/bin/chromium'

/** Real hosts, real Postgres, real Chromium. Each spec starts a host of its own on a home of its own. */
export default defineConfig({
  testDir: 'headless',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
  },
})
