import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'

interface Payload {
  text: ReactNode
  side: 'top' | 'bottom' | 'left' | 'right'
}

export interface TooltipProps {
  text: ReactNode
  children: ReactElement
  side?: Payload['side']
}

/** One popup serves every tooltip of the window: a table of a thousand times costs a thousand triggers, not a thousand popups. */
const handle = Base.createHandle<Payload>()

/** Names or explains one control on hover and on focus; Esc hides it, and it may be hovered itself (WCAG 1.4.13). */
export function Tooltip({ text, children, side = 'top' }: TooltipProps) {
  return <Base.Trigger handle={handle} payload={{ text, side }} render={children} delay={350} closeOnClick={false} />
}

/** Where tooltips are drawn; mounted once. */
export function TooltipHost() {
  return (
    <Base.Root handle={handle}>
      {({ payload }) => (
        <Base.Portal>
          <Base.Positioner side={payload?.side ?? 'top'} sideOffset={6} collisionPadding={8} className="z-70">
            <Base.Popup className="max-w-96 rounded-control bg-surface px-2 py-1 text-sm text-default shadow-overlay transition-opacity duration-(--fast) data-ending-style:opacity-0 data-instant:transition-none data-starting-style:opacity-0 forced-colors:border">
              {payload?.text}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      )}
    </Base.Root>
  )
}
