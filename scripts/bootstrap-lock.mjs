// One set-up at a time: two starts at once must not both delete and refill node_modules.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const patienceMs = 15 * 60_000

/** Runs `task` while holding `file`, which names the holder's process id; takes over from a holder that died. */
export async function withLock(file, say, task) {
  await take(file, say)
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await task()
  } finally {
    process.off('exit', release)
    release()
  }
}

async function take(file, say) {
  mkdirSync(dirname(file), { recursive: true })
  let told = false
  for (const started = Date.now(); !create(file); ) {
    const holder = holderOf(file)
    if (holder !== null && !isAlive(holder)) {
      removeDead(file, holder)
      continue
    }
    if (Date.now() - started > patienceMs)
      throw new Error(`Another set-up (process ${holder}) has held ${file} for 15 minutes. End it, or delete that file.`)
    if (!told) say(`Another start is setting up (process ${holder}): waiting for it.`)
    told = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** The process that holds the lock; null while it is being written or has just gone. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null // released between two looks
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Renames before deleting: of two that find the same dead holder, the slower must not delete the lock of the quicker. */
function removeDead(file, holder) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return // someone else was quicker
  }
  if (Number(readFileSync(aside, 'utf8')) !== holder) return renameSync(aside, file)
  rmSync(aside)
}
