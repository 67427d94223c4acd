import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { ShownEnv } from '#shared/contract/env.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Badge } from '../../ui/badge.tsx'
import { maskedValue } from '../env/index.tsx'

export interface SnapshotEnvProps {
  companyId: string
  env: ShownEnv
  /** Keys that are bound otherwise now. */
  differing: ReadonlySet<string>
  /** Name of the revision it differs from: "r14". */
  current: string
}

const visibilityWords = { visible: 'Plain', masked: 'Plain, masked', write_only: 'Plain, write-only' } as const

/** The routine's own keys as a revision froze them. */
export function SnapshotEnv({ companyId, env, differing, current }: SnapshotEnvProps): ReactElement {
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId } }))
  if (env.length === 0) return <p className="text-muted">This routine set no keys.</p>
  const nameOf = (id: string) => (secrets.data ? (secrets.data.find((secret) => secret.id === id)?.name ?? 'Deleted since') : '…')
  return (
    <table aria-label="Keys of the revision" className="w-full text-base">
      <thead>
        <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:pr-4 [&>th]:font-medium">
          <th scope="col">Key</th>
          <th scope="col">Kind</th>
          <th scope="col">Value</th>
          <th scope="col">Version</th>
        </tr>
      </thead>
      <tbody className="[&>tr>*]:h-(--row) [&>tr>*]:border-b [&>tr>*]:border-line [&>tr>*]:pr-4">
        {env.map(({ key, binding }) => (
          <tr key={key}>
            <th scope="row" className="text-left font-mono text-sm font-normal">
              {key} {differing.has(key) && <Differs from={current} />}
            </th>
            {binding.kind === 'plain' ? (
              <>
                <td>{visibilityWords[binding.visibility]}</td>
                <td className="font-mono text-sm break-all">
                  <PlainValue value={binding.value} />
                </td>
                <td className="text-faint">—</td>
              </>
            ) : (
              <>
                <td>Secret</td>
                <td>
                  <Dots />
                  {nameOf(binding.secretId)}
                </td>
                <td className="font-mono text-sm">{binding.version === 'latest' ? 'latest' : `v${binding.version}`}</td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Marks what is not what the routine holds now. */
export function Differs({ from }: { from: string }): ReactElement {
  return <Badge tone="warn">≠ {from}</Badge>
}

function PlainValue({ value }: { value: string | null }) {
  if (value === null) return <Dots />
  return value === '' ? <span className="font-sans text-faint">empty</span> : value
}

function Dots() {
  return (
    <span aria-hidden className="mr-2 font-mono text-sm text-muted">
      {maskedValue}
    </span>
  )
}
