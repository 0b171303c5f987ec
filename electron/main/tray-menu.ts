import type { MenuItemConstructorOptions } from 'electron'
import type { Mode, ModeRow, PortfolioRow } from '../../core/contract/index.ts'
import type { SafetyAction } from './safety.ts'

export interface TrayView {
  readonly row: Pick<ModeRow, 'mode' | 'armed' | 'live' | 'openRisk'>
  readonly portfolio: Pick<PortfolioRow, 'currency' | 'equity' | 'dayPnl' | 'unrealisedPnl'> | undefined
}

export interface TrayActions {
  readonly open: () => void
  readonly safety: (action: SafetyAction) => void
  readonly quit: () => void
}

/** To two decimals, cut and not rounded: the exact figure is in the terminal. */
export const shortMoney = (text: string): string => /^-?\d+(\.\d{0,2})?/.exec(text)?.[0] ?? text

const signed = (text: string): string => (text.startsWith('-') ? shortMoney(text) : `+${shortMoney(text)}`)

export function trayTitle({ row, portfolio }: TrayView): string {
  const mode = row.mode === 'live' ? 'LIVE: real money' : 'PAPER'
  const day = portfolio === undefined ? '' : `, today ${signed(portfolio.dayPnl)} ${portfolio.currency}`
  return `Sentinel ${mode}${day}`
}

/** Kill acts at once. Flatten, which sells, is one level deeper, so that no stray click reaches it. */
export function trayTemplate({ row, portfolio }: TrayView, actions: TrayActions): MenuItemConstructorOptions[] {
  const armed = row.armed === 'none' ? 'no entries: nothing is armed' : `${row.armed} is armed`
  const figures =
    portfolio === undefined
      ? ['No figures yet']
      : [
          `Equity ${shortMoney(portfolio.equity)} ${portfolio.currency}`,
          `Today ${signed(portfolio.dayPnl)}, open ${signed(portfolio.unrealisedPnl)}`,
        ]
  const risk =
    row.openRisk > 0 || row.live !== 'off' ? [`Live: ${String(row.openRisk)} open positions and orders (${row.live})`] : []
  const shown = (label: string): MenuItemConstructorOptions => ({ label, enabled: false })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  return [
    shown(`${row.mode === 'live' ? '■ LIVE: real money' : '□ PAPER'}, ${armed}`),
    ...[...figures, ...risk].map(shown),
    line,
    { label: 'Open Sentinel', click: actions.open },
    line,
    { label: 'Kill: stop all trading now', click: () => actions.safety('kill') },
    { label: 'Flatten', submenu: [{ label: 'Sell every position now', click: () => actions.safety('flatten') }] },
    line,
    { label: 'Quit Sentinel', click: actions.quit },
  ]
}

export const TRAY_SIZE = 32
/** Drawn here, so that no file has to be found: a frame on paper, a filled square with real money. Form tells, not colour. */
export function trayBitmap(mode: Mode): Buffer {
  const pixels = Buffer.alloc(TRAY_SIZE * TRAY_SIZE * 4)
  for (let y = 4; y < TRAY_SIZE - 4; y += 1)
    for (let x = 4; x < TRAY_SIZE - 4; x += 1) {
      const isEdge = x < 8 || y < 8 || x >= TRAY_SIZE - 8 || y >= TRAY_SIZE - 8
      if (isEdge || mode === 'live') pixels.fill(0xc0, (y * TRAY_SIZE + x) * 4, (y * TRAY_SIZE + x + 1) * 4)
    }
  return pixels
}
