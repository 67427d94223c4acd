/**
 * A server that speaks the JSON protocol of AWS Secrets Manager over real HTTP, as far as the adapter uses it: secrets,
 * versions, stages, pages, deletion; and the ways in which the real one fails.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

interface Kept {
  arn: string
  name: string
  kmsKeyId: string | null
  deleted: boolean
  versions: Map<string, { value: string | null; stages: Set<string> }>
}

type Fault = 'throttle' | 'expired' | 'denied' | 'outage' | 'silence' | 'broken'

interface Input {
  Name?: string
  SecretId?: string
  SecretString?: string
  ClientRequestToken?: string
  KmsKeyId?: string
  VersionId?: string
  VersionStage?: string
  MaxResults?: number
  NextToken?: string
  Filters?: Array<{ Key: string; Values: string[] }>
}

class Refusal extends Error {
  readonly type: string
  readonly status: number
  constructor(type: string, message = 'The service says no.', status = 400) {
    super(message)
    this.type = type
    this.status = status
  }
}

const faults: Record<Exclude<Fault, 'outage' | 'silence' | 'broken'>, () => Refusal> = {
  throttle: () => new Refusal('ThrottlingException', 'Rate exceeded'),
  expired: () => new Refusal('ExpiredTokenException', 'The security token included in the request is expired'),
  denied: () => new Refusal('AccessDeniedException', 'User: arn:aws:iam::000000000000:user/x is not authorized'),
}

/** Starts a server on a free loopback port. `fail` makes the next `times` requests fail that way. */
export async function secretsManagerServer({ pageSize = 100 } = {}) {
  const secrets = new Map<string, Kept>()
  const requests: Array<{ action: string; authorization: string; input: Input }> = []
  let failing: { fault: Fault; left: number } | null = null

  const server = createServer((request, response) => {
    void answer(request, response)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '')
    const input = (await json(request)) as Input
    requests.push({ action, authorization: request.headers.authorization ?? '', input })
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
    }
    try {
      const fault = failing && failing.left-- > 0 ? failing.fault : null
      if (fault === 'outage') return void request.socket.destroy()
      if (fault === 'silence') return
      if (fault === 'broken') return void response.writeHead(503).end('<html>Service unavailable</html>')
      if (fault) throw faults[fault]()
      send(200, act(action, input))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      send(error.status, { __type: error.type, message: error.message })
    }
  }

  function act(action: string, input: Input): unknown {
    switch (action) {
      case 'CreateSecret':
        return create(input)
      case 'PutSecretValue':
        return put(found(input.SecretId), input)
      case 'GetSecretValue':
        return get(found(input.SecretId), input)
      case 'ListSecrets':
        return list(input)
      case 'DeleteSecret':
        found(input.SecretId).deleted = true
        return { Name: found(input.SecretId, true).name }
      default:
        throw new Refusal('InvalidAction')
    }
  }

  function found(id = '', evenDeleted = false): Kept {
    const secret = [...secrets.values()].find(({ name, arn }) => name === id || arn === id)
    if (!secret) throw new Refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    if (secret.deleted && !evenDeleted) {
      throw new Refusal('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.")
    }
    return secret
  }

  function create({ Name = '', SecretString = '', ClientRequestToken = randomUUID(), KmsKeyId }: Input) {
    const known = secrets.get(Name)
    if (known && known.versions.get(ClientRequestToken)?.value !== SecretString) throw new Refusal('ResourceExistsException')
    const arn = `arn:aws:secretsmanager:eu-test-1:000000000000:secret:${Name}-AbCdEf`
    const versions = new Map([[ClientRequestToken, { value: SecretString, stages: new Set(['AWSCURRENT']) }]])
    if (!known) secrets.set(Name, { arn, name: Name, kmsKeyId: KmsKeyId ?? null, deleted: false, versions })
    return { ARN: arn, Name, VersionId: ClientRequestToken }
  }

  function put(secret: Kept, { SecretString = '', ClientRequestToken = randomUUID() }: Input) {
    const known = secret.versions.get(ClientRequestToken)
    if (known && known.value !== SecretString) throw new Refusal('ResourceExistsException')
    if (!known) {
      for (const { stages } of secret.versions.values()) {
        stages.delete('AWSPREVIOUS')
        if (stages.delete('AWSCURRENT')) stages.add('AWSPREVIOUS')
      }
      secret.versions.set(ClientRequestToken, { value: SecretString, stages: new Set(['AWSCURRENT']) })
    }
    return { ARN: secret.arn, Name: secret.name, VersionId: ClientRequestToken }
  }

  function get(secret: Kept, { VersionId, VersionStage = 'AWSCURRENT' }: Input) {
    const match = [...secret.versions].find(([id, { stages }]) => (VersionId ? id === VersionId : stages.has(VersionStage)))
    if (!match) throw new Refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.")
    const [id, { value, stages }] = match
    const content = value === null ? { SecretBinary: 'AAEC' } : { SecretString: value }
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: [...stages], ...content }
  }

  function list({ MaxResults = 100, NextToken = '0', Filters = [] }: Input) {
    const wanted = Filters.flatMap(({ Key, Values }) => (Key === 'name' ? Values : []))
    const all = [...secrets.values()].filter(({ name, deleted }) => !deleted && wanted.every((start) => name.startsWith(start)))
    const from = Number(NextToken)
    const upTo = from + Math.min(MaxResults, pageSize)
    return {
      SecretList: all.slice(from, upTo).map(({ arn, name }) => ({ ARN: arn, Name: name })),
      ...(upTo < all.length ? { NextToken: String(upTo) } : {}),
    }
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    requests,
    /** Puts a secret there as somebody else would. A value of null is binary. */
    plant(name: string, value: string | null): string {
      const { ARN } = create({ Name: name, SecretString: value ?? '' })
      if (value === null) for (const version of found(name).versions.values()) version.value = null
      return ARN
    },
    fail(fault: Fault, times: number): void {
      failing = { fault, left: times }
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
