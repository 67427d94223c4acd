import { Menu as Base } from '@base-ui/react/menu'
import clsx from 'clsx'
import { Ellipsis, type LucideIcon } from 'lucide-react'
import { type ComponentProps, type ReactElement, useState } from 'react'
import { buttonStyle } from './button-style.ts'
import { Kbd } from './kbd.tsx'
import { optionStyle, popupStyle } from './overlay-style.ts'

export interface MenuAction {
  label: string
  icon?: LucideIcon
  onSelect: () => void
  shortcut?: string
  /** Said after the label, never shortened. */
  detail?: string
  danger?: boolean
  /** Listed, with the reason, but not usable. */
  disabledReason?: string | undefined
}
export type MenuItem = MenuAction | 'separator'

export interface MenuProps {
  trigger: ReactElement
  items: readonly MenuItem[]
  align?: 'start' | 'end'
  defaultOpen?: boolean
}

/** A menu of verbs. */
export function Menu({ trigger, items, align = 'start', defaultOpen = false }: MenuProps) {
  const withIcons = items.some((item) => item !== 'separator' && item.icon)
  return (
    <Base.Root modal={false} defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup className={clsx(popupStyle, 'max-w-96 min-w-44')}>
            {items.map((item, index) =>
              item === 'separator' ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity
                <Base.Separator key={index} className="mx-2 my-1 h-px bg-(--border-line)" />
              ) : (
                <ActionItem key={item.label} item={item} indent={withIcons} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** @param indent other items have icons: labels stand below each other */
function ActionItem({ item, indent }: { item: MenuAction; indent: boolean }) {
  const { label, icon: Icon, onSelect, shortcut, detail, danger, disabledReason } = item
  return (
    <Base.Item disabled={Boolean(disabledReason)} onClick={onSelect} className={clsx(optionStyle, danger && !disabledReason && 'text-danger')}>
      {Icon ? <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.5} /> : indent && <span className="w-4 shrink-0" />}
      <span className="flex min-w-0 flex-col">
        <span className="truncate">{label}</span>
        {disabledReason && <span className="text-sm text-faint">{disabledReason}</span>}
      </span>
      {detail && <span className="shrink-0 text-sm text-muted">{detail}</span>}
      {shortcut && (
        <span className="ml-auto shrink-0 pl-4">
          <Kbd keys={shortcut} />
        </span>
      )}
    </Base.Item>
  )
}

export interface RowMenuProps {
  label: string
  /** Asked for when the menu opens, so that a list of many rows makes none in advance. */
  items: readonly MenuItem[] | (() => readonly MenuItem[])
}

/**
 * The overflow menu of a row. Only a button until it is first opened: the machinery of a menu in every row was
 * a quarter of what scrolling a list cost.
 */
export function RowMenu({ label, items }: RowMenuProps) {
  const [asked, setAsked] = useState(false)
  if (!asked) return <RowMenuButton aria-label={label} aria-haspopup="menu" aria-expanded={false} onClick={() => setAsked(true)} />
  return <Menu align="end" defaultOpen trigger={<RowMenuButton aria-label={label} />} items={typeof items === 'function' ? items() : items} />
}

function RowMenuButton(props: ComponentProps<'button'>) {
  return (
    <button type="button" className={buttonStyle('ghost', 'sm', true)} {...props}>
      <Ellipsis aria-hidden className="size-4" strokeWidth={1.5} />
    </button>
  )
}
