import type { Run } from '#shared/contract/runs.ts'
import type { Client } from '../../rpc/types.ts'

/** Reads the redacted raw output of a run piece by piece and hands it to the browser as a file. */
export async function saveOutput(client: Client, run: Run): Promise<void> {
  const parts: Array<Uint8Array<ArrayBuffer>> = []
  let offset = 0
  let total = Number.POSITIVE_INFINITY
  while (offset < total) {
    const piece = await client.runs.output({ companyId: run.companyId, id: run.id, offset })
    const bytes = Uint8Array.from(atob(piece.bytes), (character) => character.charCodeAt(0))
    if (bytes.length === 0) break
    parts.push(bytes)
    offset += bytes.length
    total = piece.total
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName(run)
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Routine, run and UTC start, so that two files are never mixed up. */
export function fileName(run: Pick<Run, 'routineName' | 'number' | 'startedAt' | 'queuedAt'>): string {
  const routine = run.routineName.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')
  const start = (run.startedAt ?? run.queuedAt).toISOString().slice(0, 19).replaceAll(':', '')
  return `${routine || 'run'}-${run.number}-${start}Z.bin`
}
