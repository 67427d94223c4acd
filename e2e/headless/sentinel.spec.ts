/** A secret that a run shouts out loud is not found anywhere a window could show, keep or pass on. */
import type { Page } from '@playwright/test'
import { expect, heading, message, row, runToEnd, test } from './window.ts'

// A guarantee: it holds at the first try.
test.describe.configure({ retries: 0 })

const word = 'S3NTINEL-xyz'
const long = `${word}${'-and/more+of=it &so%on'.repeat(18)}`
const short = 'Zq7!'

/** Prints what it was given whole, in pieces and in disguise. */
const shout = `
  const { LONG, SHORT } = process.env
  console.log('long ' + LONG); console.error('short ' + SHORT + ' and again ' + SHORT)
  console.log(Buffer.from(LONG).toString('base64')); console.log(encodeURIComponent(LONG)); console.log(JSON.stringify({ LONG }))
  process.stdout.write(LONG.slice(0, 7)); setTimeout(() => process.stdout.write(LONG.slice(7) + '\\n'), 60)
`

const disguises = [
  word,
  Buffer.from(long).toString('base64').slice(4, 40),
  encodeURIComponent(long).slice(12, 60),
  Buffer.from(long).toString('hex').slice(0, 24),
]

function hits(where: string, text: string): string[] {
  return disguises.filter((disguise) => text.includes(disguise)).map((disguise) => `${where}: ${disguise}`)
}

/** Every frame of the page's sockets, in both directions, as text. */
function wiretap(page: Page) {
  const frames: Array<{ sent: boolean; text: string }> = []
  const note = (sent: boolean) => (frame: { payload: string | Buffer }) => frames.push({ sent, text: frame.payload.toString() })
  page.on('websocket', (socket) => {
    socket.on('framesent', note(true))
    socket.on('framereceived', note(false))
  })
  return frames
}

async function everything(page: Page): Promise<string> {
  const [html, fields, stored, tree] = await Promise.all([
    page.content(),
    page.getByRole('textbox').evaluateAll((elements) => elements.map((element) => (element as HTMLInputElement).value).join('\n')),
    page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href, document.title])),
    page.locator('body').ariaSnapshot(),
  ])
  return [html, fields, stored, tree].join('\n')
}

test('a secret typed once is seen by the run alone', async ({ host, acme, open, page, context }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const frames = wiretap(page)
  const found: string[] = []
  const look = async (where: string) => found.push(...hits(where, await everything(page)))
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])

  await open(`/c/${companyId}/secrets`)
  for (const [name, value] of [
    ['Long one', long],
    ['Short one', short],
  ] as const) {
    await page.getByRole('button', { name: 'New secret' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Value').fill(value)
    await page.getByRole('button', { name: 'Save secret' }).click()
    await expect(heading(page, name)).toBeVisible()
    await look(`page of ${name}`)
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Secrets' }).click()
    await expect(row(page, name)).toBeVisible()
  }
  await look('list of secrets')
  await expect(row(page, 'Short one')).toBeVisible()
  expect(frames.filter((frame) => frame.sent && frame.text.includes(word))).toHaveLength(1)

  const secrets = await client.secrets.list({ companyId })
  const bind = (key: string, name: string) => ({
    key,
    binding: { kind: 'secret' as const, secretId: secrets.find((secret) => secret.name === name)?.id ?? '', version: 'latest' as const },
  })
  const routine = await client.routines.create({
    companyId,
    name: 'Shouter',
    agentId,
    args: [shout],
    env: [bind('LONG', 'Long one'), bind('SHORT', 'Short one')],
  })
  await open(`/c/${companyId}/routines/${routine.id}/secrets`)
  const value = (key: string) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: key }) })
      .getByRole('cell')
      .nth(2)
  await expect(value('LONG')).toHaveText('••••••••hidden value of the secretLong one')
  await expect(value('SHORT')).toHaveText('••••••••hidden value of the secretShort one')
  await look('environment')
  await page.getByRole('button', { name: 'Run now' }).click()
  const log = page.getByRole('log')
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Succeeded in/)
  await expect(log.getByText('long ‹secret Long one›')).toBeVisible()
  await expect(log.getByText('short ‹secret Short one› and again ‹secret Short one›')).toBeVisible()
  await expect(page.getByTestId('log-counts')).toContainText(/[5-9] redactions/)
  await look('run')

  await log.locator('[data-line="1"]').click()
  await log
    .locator('[data-line]')
    .last()
    .click({ modifiers: ['Shift'] })
  await page.getByRole('button', { name: /^Copy \d+ lines$/ }).click()
  await expect(message(page, 'Copied as plain text.')).toBeVisible()
  found.push(...hits('clipboard', await page.evaluate(() => navigator.clipboard.readText())))
  const failing = await client.routines.create({
    companyId,
    name: 'Failing shouter',
    agentId,
    args: [`${shout}; throw new Error('with ' + LONG)`],
    env: [bind('LONG', 'Long one'), bind('SHORT', 'Short one')],
  })
  const failed = await runToEnd(client, companyId, failing.id)
  expect(failed.status).toBe('failed')
  await open(`/c/${companyId}/runs/${failed.id}`)
  await expect(log.getByText('Error: with ‹secret Long one›').first()).toBeVisible()
  await look('failed run')
  for (const path of ['routines', 'runs', `routines/${routine.id}/history`, `secrets/${secrets.find((one) => one.name === 'Long one')?.id}`]) {
    await open(`/c/${companyId}/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await look(path)
  }
  for (const { sent, text } of frames) if (!(sent && text.includes('"Long one"'))) found.push(...hits(`frame ${sent ? 'sent' : 'received'}`, text))
  expect(found).toEqual([])
  for (const { sent, text } of frames) if (!sent) expect(text).not.toContain(short)
})
