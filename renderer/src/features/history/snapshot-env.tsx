import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { maskedValue } from '../env/index.tsx'

/** The routine's own keys as a revision froze them. */
export function SnapshotEnv({ companyId, env }: { companyId: string; env: Env }): ReactElement {
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId } }))
  if (env.length === 0) return <p className="text-muted">This routine set no keys.</p>
  return (
    <table className="w-full text-base">
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
              {key}
            </th>
            {binding.kind === 'plain' ? (
              <>
                <td>Plain</td>
                <td className="font-mono text-sm break-all">
                  {binding.value === '' ? <span className="font-sans text-faint">empty</span> : binding.value}
                </td>
                <td className="text-faint">—</td>
              </>
            ) : (
              <>
                <td>Secret</td>
                <td>
                  <span aria-hidden className="mr-2 font-mono text-sm text-muted">
                    {maskedValue}
                  </span>
                  {secrets.data ? (secrets.data.find((secret) => secret.id === binding.secretId)?.name ?? 'Deleted since') : '…'}
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
