/**
 * What a program says about its run: it may write `{"costUsd": 0.0123}` into the file that WHEELHOUSE_REPORT_FILE names.
 * Nothing of the file is trusted, and a bad one changes nothing about how the run ended.
 */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import * as z from 'zod'

const mostBytes = 64 * 1024
const report = z.object({ costUsd: z.number().min(0).max(1_000_000) })

interface Report {
  /** Millionths of a US dollar; null when nothing was said. */
  costMicroUsd: number | null
  /** Why the file was left aside, as a sentence for the log. */
  problem: string | null
}

const nothing: Report = { costMicroUsd: null, problem: null }
const useless: Report = {
  costMicroUsd: null,
  problem: 'The report file was left aside: it must hold JSON such as {"costUsd": 0.01}, at most 64 KiB. Nothing else of the run is affected.',
}

export async function readReport(path: string): Promise<Report> {
  let file: FileHandle | undefined
  try {
    // A pipe in its place would otherwise hold the run for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const found = await file.stat()
    if (!found.isFile() || found.size > mostBytes) return useless
    const { costUsd } = report.parse(JSON.parse(await file.readFile('utf8')))
    return { costMicroUsd: Math.round(costUsd * 1_000_000), problem: null }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? nothing : useless
  } finally {
    await file?.close()
  }
}
