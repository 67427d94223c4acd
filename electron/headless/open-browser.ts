/** Shows an address in the user's browser, where there is one. */
import { spawn } from 'node:child_process'

type Opening = { command: string; args: string[] } | { reason: string }

/** How to open `url` on this system, or why not. */
export function openingCommand(url: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Opening {
  if (platform === 'darwin') return { command: 'open', args: [url] }
  // Not cmd's `start`, which reads & and ^ in an address.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] }
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return { reason: 'there is no display' }
  return { command: 'xdg-open', args: [url] }
}

/** Answers null when the browser was asked to open, else why it was not. */
export function openBrowser(url: string): Promise<string | null> {
  const opening = openingCommand(url, process.platform, process.env)
  if ('reason' in opening) return Promise.resolve(opening.reason)
  return new Promise((resolve) => {
    const child = spawn(opening.command, opening.args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(`${opening.command} cannot be run`))
    child.once('spawn', () => {
      child.unref()
      resolve(null)
    })
  })
}
