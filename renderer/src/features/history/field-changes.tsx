import clsx from 'clsx'
import { type ReactElement, useState } from 'react'
import type { FieldChange } from '#shared/contract/runs.ts'
import { TextDiff } from '../../ui/text-diff.tsx'

export interface FieldChangesProps {
  fields: readonly FieldChange[]
  /** Compared by id: a side without the trigger is empty. */
  triggers?: readonly FieldChange[]
  beforeLabel: string
  afterLabel: string
}

const labels: Record<string, string> = {
  name: 'Name',
  description: 'Description',
  project: 'Project',
  agent: 'Agent',
  enabled: 'Enabled',
  args: 'Arguments',
  schedule: 'Schedule',
}

/** The name of a field as screens say it. */
export function fieldLabel(field: string): string {
  return labels[field] ?? field
}

/** Fields and triggers that differ: short ones in a table, texts line by line below. */
export function FieldChanges({ fields, triggers = [], beforeLabel, afterLabel }: FieldChangesProps): ReactElement {
  const short = fields.filter(({ body }) => !body)
  const bodies = fields.filter(({ body }) => body)
  const [last, setLast] = useState(0)
  return (
    <div className="flex flex-col gap-4">
      {short.length + triggers.length > 0 && (
        <div className="overflow-x-auto">
          <table aria-label="Changed fields" className="w-full table-fixed text-base">
            <thead>
              <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:pr-4 [&>th]:font-medium">
                <th scope="col" className="w-32">
                  Field
                </th>
                <th scope="col">{beforeLabel}</th>
                <th scope="col">{afterLabel}</th>
              </tr>
            </thead>
            <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line [&>tr>*]:py-1.5 [&>tr>*]:pr-4 [&>tr>*]:align-baseline">
              {short.map((change) => (
                <Row key={`${change.field} ${change.after} ${change.before}`} label={fieldLabel(change.field)} change={change} />
              ))}
              {triggers.map((change) => (
                <Row key={change.field} label="Schedule" change={change} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {bodies.map(({ field, before, after }, index) => (
        <div key={field} onFocusCapture={() => setLast(index)}>
          <TextDiff
            label={fieldLabel(field)}
            before={before}
            after={after}
            beforeLabel={beforeLabel}
            afterLabel={afterLabel}
            keys={index === Math.min(last, bodies.length - 1)}
          />
        </div>
      ))}
    </div>
  )
}

function Row({ label, change: { before, after } }: { label: string; change: FieldChange }) {
  return (
    <tr>
      <th scope="row" className="text-left font-normal text-muted">
        {label}
      </th>
      <Cell text={before} sign="−" tone="bg-diff-del" />
      <Cell text={after} sign="+" tone="bg-diff-add" />
    </tr>
  )
}

function Cell({ text, sign, tone }: { text: string; sign: string; tone: string }) {
  if (text === '') return <td className="text-faint">—</td>
  return (
    <td>
      <span className={clsx('inline-flex max-w-full gap-1.5 rounded-control px-1.5', tone)}>
        <span aria-hidden className="select-none">
          {sign}
        </span>
        <span className="min-w-0 break-words whitespace-pre-wrap">{text}</span>
      </span>
    </td>
  )
}
