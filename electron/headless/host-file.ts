/** `<home>/run/host.json`: how other programs of the same user find the running host. Holds the token, hence 0600. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

const hostFile = z.object({
  url: z.string(),
  wsUrl: z.string(),
  token: z.string(),
  pid: z.int(),
  version: z.string(),
  startedAt: z.iso.datetime(),
})
export type HostFile = z.infer<typeof hostFile>

const fileIn = (home: string) => join(home, 'run', 'host.json')

/** Writes it whole or not at all: a reader may come at any moment. */
export async function writeHostFile(home: string, content: HostFile): Promise<void> {
  const draft = `${fileIn(home)}.${process.pid}`
  await writeFile(draft, JSON.stringify(content), { mode: 0o600 })
  await rename(draft, fileIn(home))
}

/** What the last host of `home` wrote; null when there is nothing that can be read. It may have died since. */
export async function readHostFile(home: string): Promise<HostFile | null> {
  const text = await readFile(fileIn(home), 'utf8').catch(() => null)
  return text === null ? null : (hostFile.safeParse(parse(text)).data ?? null)
}

export async function removeHostFile(home: string): Promise<void> {
  await rm(fileIn(home), { force: true })
}

/**
 * The token of a host whose port was chosen: it stays the same over restarts of `home`, because the address does and a
 * window left open there is to find its way back by itself. 0600 like the key; delete the file to change it.
 */
export async function keptToken(home: string, make: () => string): Promise<string> {
  const file = join(home, 'run', 'token')
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (/^[\w-]{43}$/.test(kept)) return kept
  const token = make()
  const draft = `${file}.${process.pid}`
  await writeFile(draft, token, { mode: 0o600 })
  await rename(draft, file)
  return token
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Cut off by a full disk: as good as absent.
    return null
  }
}
