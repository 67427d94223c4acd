/** Whether the name of an environment variable promises a credential. Read by its words: `stripeApiKey` is STRIPE, API, KEY. */

/** `credential`: always one. `key`: one unless the value is a number or a path. `described`: it tells about something, `PASSWORD_FILE`. */
export type NameVerdict = 'credential' | 'key' | 'described' | 'neutral'

/** Last words that make of a name something about a credential, a hash, or an address. */
const descriptions = new Set(
  `ALG ALGO ALGORITHM ARN ATTEMPTS BITS BUCKET CHARS CHECKSUM CLASS COLUMN COMMIT COUNT DATE DAYS DIGEST DIR DIRECTORY DISABLED DOMAIN
  EMAIL ENABLED ENDPOINT ENGINE ENV ETAG EXPIRATION EXPIRES EXPIRY FIELD FILE FILENAME FINGERPRINT FOLDER FORMAT HASH HEADER HINT HOST
  HOSTNAME HOURS ID IDS IMAGE INTERVAL ISSUER LABEL LEN LENGTH LENGTHS LIMIT LOCATION MAX MD5 METHOD MIN MINUTES MODE NAME NAMES
  NAMESPACE PATH PATTERN POLICY PORT PREFIX PROMPT PROVIDER REF REGEX REGION REQUIRED RETRIES REVISION ROLE ROTATION ROUNDS SCOPE SCOPES
  SECONDS SHA SHA1 SHA256 SHA384 SHA512 SIZE STORE STRENGTH SUFFIX TAG TIMEOUT TTL TYPE USER USERNAME VERSION`.split(/\s+/),
)

/** Words before KEY that make it no secret. */
const openKeys = new Set(
  'AUTHORIZED CACHE DEDUP FOREIGN GROUP HOT IDEMPOTENCY ISSUE LOOKUP OBJECT PARTITION PRIMARY PROJECT PUB PUBLIC PUBLISHABLE ROUTING ROW SORT TRANSLATION'.split(
    ' ',
  ),
)

/** Anywhere in a name. */
const credentialWord = /^(.*PASSWORDS?|.*PASSWD|.*PASSPHRASE|PASSCODE|PASSWORT|.*SECRETS?|CREDENTIALS?|CREDS?)$/
/** At the end of a name; a lone PWD is the working folder, and lone words below mean the thing itself. */
const lastWord = /^(.*TOKENS?|.*API_?KEYS?|PRIVKEY|PRIVATEKEY|SECRETKEY|ACCESSKEY|ACCOUNTKEY|JWT|DSN|AUTHORIZATION|BEARER)$/
const lastWordAfterAnother = /^(PASS|PWD)$/

/** Reads the name of a variable. */
export function readName(name: string): NameVerdict {
  // Trailing numbers tell siblings apart: API_TOKEN_2.
  const words = wordsOf(name)
  while (words.length > 1 && /^\d+$/.test(words.at(-1) ?? '')) words.pop()
  const last = words.at(-1) ?? ''
  const previous = words.at(-2)
  if (descriptions.has(last)) return 'described'
  if (previous === 'CONNECTION' && last === 'STRING') return 'credential'
  if (previous === 'CONN' && /^STR(ING)?$/.test(last)) return 'credential'
  if (words.some((word) => credentialWord.test(word))) return /^CRED/.test(last) ? 'key' : 'credential'
  if (/^KEYS?$/.test(last)) return previous !== undefined && openKeys.has(previous) ? 'described' : 'key'
  if (lastWord.test(last)) return last === 'DSN' ? 'credential' : 'key'
  return previous !== undefined && lastWordAfterAnother.test(last) ? 'credential' : 'neutral'
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split('_')
    .filter((word) => word !== '')
}
