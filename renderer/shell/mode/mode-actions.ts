import type { CommandResult } from '../../../core/domain/index.ts'
import type { Terminal } from '../../stores/index.ts'

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const refused = (terminal: Terminal, title: string, text: string): void => {
  terminal.toasts.show({ tone: 'error', title, text })
}

/** Opens the gate and has its checks run; nothing is armed by this. */
export const openGate = (terminal: Terminal): void => {
  terminal.workspace.setState({ gate: true })
  void terminal.gate.during(async () => {
    try {
      await terminal.client.api.host.toLive('user')
    } catch (error) {
      refused(terminal, 'Live did not start', wordsOf(error))
    }
  })
}

/** At once and without a question: it only takes risk away. */
export const backToPaper = (terminal: Terminal): void => {
  terminal.workspace.setState({ gate: false })
  terminal.client.api.host.toPaper('user').then(
    () => {
      terminal.toasts.show({ tone: 'ok', title: 'Paper', text: 'Live takes no entries any more; its exits still work.' })
    },
    (error: unknown) => {
      refused(terminal, 'Back to paper: no answer', `${wordsOf(error)}. Look at the mode, and press again if it is still live.`)
    },
  )
}

const told = (terminal: Terminal, result: CommandResult): void => {
  terminal.toasts.show({
    tone: result.ok ? 'ok' : 'error',
    title: result.ok ? 'LIVE' : 'Live: refused',
    text: result.message,
  })
}

/** After the held confirmation. */
export const goLive = (terminal: Terminal): void => {
  void terminal.gate.during(async () => {
    try {
      const result = await terminal.client.api.host.armLive('user')
      told(terminal, result)
      if (result.ok) terminal.workspace.setState({ gate: false })
    } catch (error) {
      refused(terminal, 'Live: no answer', `${wordsOf(error)}. Look at the mode before you press again.`)
    }
  })
}

export const settle = (terminal: Terminal, key: string, settlement: string, reason: string): void => {
  void terminal.commands.send(
    { type: 'SettleDifference', key, settlement, reason } as never,
    `Difference: ${settlement}`,
    'trader-live',
  )
}
