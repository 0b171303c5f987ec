import { type ChartOptions, ColorType, CrosshairMode, type DeepPartial } from 'lightweight-charts'
import type { Palette } from '../ui/canvas-surface.ts'

export const withAlpha = (color: string, percent: number): string => {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1]
  if (hex === undefined) return color
  const channel = (at: number): string => String(Number.parseInt(hex.slice(at, at + 2), 16))
  return `rgba(${channel(0)}, ${channel(2)}, ${channel(4)}, ${String(percent / 100)})`
}

/** The chart in the colours of the theme. */
export const chartStyle = (palette: Palette): DeepPartial<ChartOptions> => ({
  autoSize: true,
  layout: {
    background: { type: ColorType.Solid, color: palette.surface },
    textColor: palette.label,
    fontFamily: palette.mono,
    fontSize: 10,
    attributionLogo: true,
    panes: { separatorColor: palette.line, separatorHoverColor: palette.lineStrong, enableResize: true },
  },
  grid: { vertLines: { color: withAlpha(palette.line, 45) }, horzLines: { color: withAlpha(palette.line, 45) } },
  crosshair: {
    mode: CrosshairMode.Normal,
    vertLine: { color: palette.label, width: 1, labelBackgroundColor: palette.lineStrong },
    horzLine: { color: palette.label, width: 1, labelBackgroundColor: palette.lineStrong },
  },
  rightPriceScale: { borderColor: palette.line },
  timeScale: { borderColor: palette.line, timeVisible: true, secondsVisible: false, rightOffset: 6, minBarSpacing: 0.6 },
})
