/** The vault as a whole, as the fake host answers for it. */
import { declared, type Handlers, patch } from './handlers.ts'
import type { Emit, FakeState } from './state.ts'

export function vault(state: FakeState, emit: Emit): Handlers['vault'] {
  const changed = <T>(answer: T): T => {
    emit('vault', 'vault', null)
    return answer
  }
  const mustBeOpen = () => {
    if (state.vault.state === 'locked') throw declared('VAULT_LOCKED', { reason: state.vault.reason })
  }
  return {
    status: () => state.vault,
    settings: () => state.vaultSettings,
    configure: (change) => {
      const { localEncrypted, ...rest } = change
      patch(state.vaultSettings, rest)
      patch(state.vaultSettings.localEncrypted, localEncrypted ?? {})
      state.vault.strictMode = state.vaultSettings.strictMode
      return changed(state.vaultSettings)
    },
    rotateMasterKey: () => {
      mustBeOpen()
      state.vault.keyId = '51c0d2f7a8b94e36'
      return changed({ keyId: state.vault.keyId, dataKeys: state.companies.length, milliseconds: 38 })
    },
    rotateDataKey: () => {
      mustBeOpen()
      state.vault.dataKeyRotation = { done: 120, total: 400 }
      return changed({})
    },
    exportKit: () => {
      mustBeOpen()
      state.vault.kitMadeAt = new Date()
      return changed({ fileName: 'wheelhouse-recovery-kit.txt', text: 'WHEELHOUSE RECOVERY KIT\n…', keyId: state.vault.keyId ?? '' })
    },
    testKit: ({ passphrase }) => {
      if (passphrase.startsWith('wrong')) throw declared('KIT_REFUSED', { cause: 'passphrase' })
      state.vault.kitTestedAt = new Date()
      return changed({ keyId: state.vault.keyId ?? '', madeAt: new Date(state.now), fits: true })
    },
    restoreKit: ({ passphrase }) => {
      if (state.vault.state === 'open') throw declared('WRONG_STATE', { state: 'open' })
      if (passphrase.startsWith('wrong')) throw declared('KIT_REFUSED', { cause: 'passphrase' })
      return changed(Object.assign(state.vault, { state: 'open' as const, reason: '', fix: '' }))
    },
  }
}
