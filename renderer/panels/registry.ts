export const PANELS = [
  { id: 'watchlist', title: 'Watchlist' },
  { id: 'chart', title: 'Chart' },
  { id: 'ladder', title: 'Order book' },
  { id: 'depth', title: 'Depth' },
  { id: 'heatmap', title: 'Heatmap' },
  { id: 'tape', title: 'Tape' },
  { id: 'signals', title: 'Signals' },
  { id: 'ticket', title: 'Ticket' },
  { id: 'positions', title: 'Positions' },
  { id: 'orders', title: 'Orders' },
  { id: 'schedules', title: 'Schedules' },
  { id: 'fills', title: 'Fills' },
  { id: 'pnl', title: 'P&L' },
  { id: 'overrides', title: 'Overrides' },
  { id: 'shadow', title: 'Shadow' },
  { id: 'why', title: 'Why' },
  { id: 'risk', title: 'Risk' },
  { id: 'strategies', title: 'Strategies' },
  { id: 'research', title: 'Research' },
  { id: 'data', title: 'Data' },
  { id: 'alerts', title: 'Alerts and logs' },
  { id: 'settings', title: 'Settings' },
  { id: 'services', title: 'Services' },
] as const

export type PanelId = (typeof PANELS)[number]['id']

export const panelTitle = (id: PanelId): string => PANELS.find((panel) => panel.id === id)?.title ?? id
