import { defineConfig } from '@playwright/test'

const chromium = process.env.WHEELHOUSE_CHROMIUM ?? '/usr/bin/chromium'

/**
 * Real hosts, real Postgres, real Chromium. Each spec starts a host of its own on a home of its own. In CI a test may fail once and
 * is then named as flaky; the specs that guard a guarantee (a crash, a secret, a refusal) take no second try.
 */
export default defineConfig({
  testDir: 'headless',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
  },
})
