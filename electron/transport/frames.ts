/**
 * What may pass from a client to the router: one text frame a message, of known shape and bounded size. oRPC trusts
 * the shape of its frames, and a malformed one would surface as an unhandled rejection, which ends the process.
 */

/** Longest frame that is looked into, in UTF-16 units. A routine whose env is full takes about 17 million; a larger import is refused in words. */
export const maxFrame = 24 * 1024 * 1024

/** Longest frame a carrier takes in at all, in bytes: beyond it the connection is cut. */
export const maxPayload = 32 * 1024 * 1024

/** Where a request goes that is too large to be read: the handler refuses this path with a declared error. */
export const oversizePath = '/oversize'

const requestType = 1
const abortType = 4
const idAtStart = /^\{"i":"([0-9a-zA-Z_-]{1,64})"/

type Verdict = { pass: string } | { drop: string }

/** Answers the frame to hand to the router, or why the connection has to be cut. */
export function inspectFrame(data: unknown): Verdict {
  if (typeof data !== 'string') return { drop: 'not a text frame' }
  if (data.length > maxFrame) {
    const id = idAtStart.exec(data.slice(0, 80))?.[1]
    return id === undefined ? { drop: 'too large, and without an id to answer to' } : { pass: JSON.stringify({ i: id, p: { u: oversizePath } }) }
  }
  return isFrame(parse(data)) ? { pass: data } : { drop: 'not a frame of this protocol' }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // Not JSON: the same verdict as JSON of another shape.
    return undefined
  }
}

function isFrame(value: unknown) {
  if (!isRecord(value) || typeof value.i !== 'string' || value.i.length > 64) return false
  const { t: type = requestType, p: payload } = value
  return type === abortType || (type === requestType && isRecord(payload) && isRequest(payload))
}

/** Only what our own clients send: a POST to a path. No header is needed, and some make oRPC parse the body another way. */
function isRequest({ u: url, h: headers, m: method }: Record<string, unknown>) {
  return typeof url === 'string' && url.startsWith('/') && url.length <= 300 && headers === undefined && method === undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
