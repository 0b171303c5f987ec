import type { FunctionComponent } from 'react'
import { AlertsPanel } from './alerts/alerts-panel.tsx'
import { ChartPanel } from './chart/chart-panel.tsx'
import { DataPanel } from './data/data-panel.tsx'
import { DepthPanel } from './depth/depth-panel.tsx'
import { FillsPanel } from './fills/fills-panel.tsx'
import { HeatmapPanel } from './heatmap/heatmap-panel.tsx'
import { LadderPanel } from './ladder/ladder-panel.tsx'
import { OrdersPanel } from './orders/orders-panel.tsx'
import { OverridesPanel } from './overrides/overrides-panel.tsx'
import { PnlPanel } from './pnl/pnl-panel.tsx'
import { PositionsPanel } from './positions/positions-panel.tsx'
import type { PanelId } from './registry.ts'
import { ResearchPanel } from './research/research-panel.tsx'
import { RiskPanel } from './risk/risk-panel.tsx'
import { SchedulesPanel } from './schedules/schedules-panel.tsx'
import { ServicesPanel } from './services/services-panel.tsx'
import { ShadowPanel } from './shadow/shadow-panel.tsx'
import { SettingsPanel } from './settings/settings-panel.tsx'
import { SignalsPanel } from './signals/signals-panel.tsx'
import { StrategiesPanel } from './strategies/strategies-panel.tsx'
import { TapePanel } from './tape/tape-panel.tsx'
import { TicketPanel } from './ticket/ticket-panel.tsx'
import { WatchlistPanel } from './watchlist/watchlist-panel.tsx'
import { WhyPanel } from './why/why-panel.tsx'

export const PANEL_COMPONENTS: Record<PanelId, FunctionComponent> = {
  watchlist: WatchlistPanel,
  chart: ChartPanel,
  ladder: LadderPanel,
  depth: DepthPanel,
  heatmap: HeatmapPanel,
  tape: TapePanel,
  signals: SignalsPanel,
  ticket: TicketPanel,
  positions: PositionsPanel,
  orders: OrdersPanel,
  schedules: SchedulesPanel,
  fills: FillsPanel,
  pnl: PnlPanel,
  overrides: OverridesPanel,
  shadow: ShadowPanel,
  why: WhyPanel,
  risk: RiskPanel,
  strategies: StrategiesPanel,
  research: ResearchPanel,
  data: DataPanel,
  alerts: AlertsPanel,
  settings: SettingsPanel,
  services: ServicesPanel,
}
