import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Section } from '../../ui/section.tsx'
import { LayerTag } from '../env/layer-tag.tsx'
import { VersionText } from '../env/values.tsx'
import { bindingTarget, envKeyOf } from './binding-link.ts'
import type { SecretBinding } from './reach.ts'

const columnsAt = (current: number): Column<SecretBinding>[] => [
  {
    id: 'layer',
    header: 'Layer',
    width: 90,
    grow: 0,
    cell: ({ targetType }) => <LayerTag layer={targetType} />,
    sortValue: ({ targetType }) => targetType,
  },
  {
    id: 'target',
    header: 'Bound by',
    grow: 2,
    cell: ({ targetName }) => <span className="truncate font-medium">{targetName}</span>,
    sortValue: ({ targetName }) => targetName.toLowerCase(),
  },
  {
    id: 'key',
    header: 'Key',
    grow: 2,
    cell: ({ configPath }) => <Copyable value={envKeyOf(configPath)} label="key name" />,
    sortValue: ({ configPath }) => configPath,
  },
  { id: 'version', header: 'Version', width: 130, grow: 0, cell: ({ version }) => <VersionText selector={version} current={current} /> },
]

/** Every agent, project and routine that binds the secret; a row leads there. */
export function SecretBindings({ companyId, bindings, current }: { companyId: string; bindings: SecretBinding[]; current: number }) {
  const navigate = useNavigate()
  const columns = useMemo(() => columnsAt(current), [current])
  return (
    <Section title="Used by" description={bindings.length > 0 ? counted(bindings.length, 'place') : undefined}>
      {bindings.length === 0 ? (
        <p className="text-muted">Nothing uses it yet. Bind it to a key on the environment of an agent, a project or a routine.</p>
      ) : (
        <DataTable
          label="Used by"
          rows={bindings}
          columns={columns}
          rowId={({ targetId, configPath }) => `${targetId} ${configPath}`}
          rowLabel={({ targetName, configPath }) => `${envKeyOf(configPath)} of ${targetName}`}
          onOpen={(binding) => void navigate(bindingTarget(companyId, binding))}
          maxHeight={320}
        />
      )}
    </Section>
  )
}
