import { Toast as Base } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useRef } from 'react'
import { friendlyError } from '../rpc/friendly-error.ts'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { useShortcut } from './shortcuts.ts'
import { StatusGlyph } from './status.tsx'

interface ToastData {
  undo?: () => unknown
  /** How long the Undo stays, milliseconds, where ten seconds are too short. */
  undoMs?: number
  action?: { label: string; run: () => void }
}

const manager = Base.createToastManager<ToastData>()

/** How long an Undo stays, milliseconds; it waits while the pointer or the focus is on the toasts. */
const undoMs = 10_000
const doneMs = 5_000

export const toast = {
  /** Confirms what the person just did. With `undo` it stays ten seconds and offers to take it back. */
  done(text: string, data: ToastData = {}) {
    manager.add({ title: text, type: 'done', timeout: data.undo || data.action ? (data.undoMs ?? undoMs) : doneMs, data })
  },
  /** Says what failed; it stays until dismissed. */
  failed(text: string, error?: unknown) {
    const { what, action } = error === undefined ? { what: '', action: '' } : friendlyError(error)
    manager.add({ title: text, description: `${what} ${action}`.trim(), type: 'failed', timeout: 0, priority: 'high' })
  },
}

/** The corner where toasts appear; mounted once. F8 moves the focus there. */
export function Toasts() {
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Viewport />
    </Base.Provider>
  )
}

function Viewport() {
  const { toasts } = Base.useToastManager<ToastData>()
  const viewport = useRef<HTMLDivElement>(null)
  const focusNewest = () => viewport.current?.querySelector<HTMLElement>('[data-toast] button')?.focus()
  useShortcut('f8', 'Go to the messages', focusNewest, { group: 'Everywhere', enabled: toasts.length > 0 })
  return (
    <Base.Portal>
      <Base.Viewport ref={viewport} className="fixed right-4 bottom-9 z-60 flex w-96 max-w-[calc(100vw-2rem)] flex-col-reverse gap-2 outline-none">
        {toasts.map((item) => (
          <Base.Root
            key={item.id}
            toast={item}
            data-toast
            swipeDirection="right"
            className="rounded-card bg-surface shadow-overlay transition-[opacity,translate] duration-(--panel) ease-out data-ending-style:translate-y-1 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-1 data-starting-style:opacity-0 forced-colors:border"
          >
            <Base.Content className="flex items-start gap-2.5 py-2 pr-2 pl-3">
              <span className="flex h-6 items-center">
                <StatusGlyph glyph={item.type === 'failed' ? 'cross' : 'check'} tone={item.type === 'failed' ? 'danger' : 'ok'} />
              </span>
              <div className="min-w-0 flex-1 pt-0.5">
                <Base.Title className="font-medium" />
                <Base.Description className="text-muted empty:hidden" />
              </div>
              <ToastActions data={item.data} close={() => manager.close(item.id)} />
              <Base.Close render={<IconButton icon={X} label="Dismiss" />} />
            </Base.Content>
          </Base.Root>
        ))}
      </Base.Viewport>
    </Base.Portal>
  )
}

function ToastActions({ data, close }: { data: ToastData | undefined; close: () => void }) {
  const undo = data?.undo
  const action = data?.action
  const takeBack = () => {
    close()
    Promise.resolve()
      .then(undo)
      .catch((error: unknown) => toast.failed("Couldn't undo.", error))
  }
  return (
    <>
      {undo && (
        <Button size="sm" onClick={takeBack}>
          Undo
        </Button>
      )}
      {action && (
        <Button
          size="sm"
          onClick={() => {
            close()
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
    </>
  )
}
