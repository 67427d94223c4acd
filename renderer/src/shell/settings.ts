/** The settings of this installation: read once, applied to the window, changed at once on screen and then on disk. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Settings } from '#shared/contract/settings.ts'
import { defaultSettings } from '../rpc/default-settings.ts'
import { useRpc } from '../rpc/provider.tsx'
import { applyAppearance } from '../theme/appearance.ts'
import { useShortcutRegistry } from '../ui/shortcuts.ts'
import { useTimeDisplay } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'

/** The settings; the defaults until they are read. */
export function useSettings(): Settings {
  const rpc = useRpc()
  return useQuery(rpc.settings.get.queryOptions({ input: {} })).data ?? defaultSettings
}

/** Changes settings: on screen now, rolled back with a message when the host refuses. */
export function useChangeSettings(): (change: Partial<Settings>) => void {
  const rpc = useRpc()
  const queries = useQueryClient()
  const queryKey = rpc.settings.get.queryKey({ input: {} })
  const { mutate } = useMutation(
    rpc.settings.update.mutationOptions({
      onMutate: async (change) => {
        await queries.cancelQueries({ queryKey })
        const before = queries.getQueryData<Settings>(queryKey)
        queries.setQueryData<Settings>(queryKey, { ...defaultSettings, ...before, ...change } as Settings)
        return { before }
      },
      onSuccess: (stored) => {
        queries.setQueryData(queryKey, stored)
      },
      onError: (error, _change, context) => {
        queries.setQueryData(queryKey, context?.before)
        toast.failed("Couldn't save the setting.", error)
      },
    }),
  )
  return mutate
}

/** Keeps the window in step with the settings. */
export function useApplySettings() {
  const rpc = useRpc()
  const { data } = useQuery(rpc.settings.get.queryOptions({ input: {} }))
  useEffect(() => {
    // Not before they are known: until then the remembered appearance of the last visit stands.
    if (!data) return
    applyAppearance(data)
    useTimeDisplay.setState({ display: data.timeDisplay })
    useShortcutRegistry.setState({ singleKeys: data.singleKeyShortcuts })
  }, [data])
}
