import { ArrowRightToLine, Crosshair } from 'lucide-react'
import { type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { candleGroup } from '../../../core/contract/index.ts'
import { timeframeLength } from '../../../core/domain/index.ts'
import type { ChartBand, PanePlace } from '../../charting/index.ts'
import {
  type InstrumentView,
  usePanelState,
  useInstrument,
  useSelected,
  useSettings,
  useTerminal,
  useTopicStore,
} from '../../stores/index.ts'
import { Loading, PanelContent, PanelMessage } from '../../ui/index.ts'
import { BandNote } from './band-note.tsx'
import { useCatalog } from './catalog.ts'
import { NO_BANDS } from './chart-bands.ts'
import { type ChartLink, type HistoryState, linkChart } from './chart-link.ts'
import { ChartMenu } from './chart-menu.tsx'
import { type ChartSettings, changeIndicator, parseChartSettings, removeIndicator } from './chart-settings.ts'
import { ChartToolbar } from './chart-toolbar.tsx'
import { drawnIndicator } from './indicator-look.ts'
import { IndicatorRow, type LookStore, ReadoutLine } from './legend.tsx'
import type { MenuPlace } from './menu-items.ts'
import { useChartStaleAge } from './stale-age.ts'

const newLooks = (): LookStore => createStore(() => ({ look: undefined, forming: 0 }))

const withoutKey = (problems: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(problems).filter(([each]) => each !== key))

interface BodyProps {
  readonly instrument: InstrumentView
  readonly settings: ChartSettings
  readonly onChange: (settings: ChartSettings) => void
}

function ChartBody({ instrument, settings, onChange }: BodyProps): ReactNode {
  const terminal = useTerminal()
  const catalog = useCatalog()
  const { timeframe } = settings
  const zone = useSettings((all) => all.zone)
  const host = useRef<HTMLDivElement>(null)
  const link = useRef<ChartLink>(null)
  const newest = useRef(settings)
  const [looks] = useState(newLooks)
  const [history, setHistory] = useState<{ readonly state: HistoryState; readonly message: string }>({
    state: 'loading',
    message: '',
  })
  const [counts, setCounts] = useState(NO_BANDS)
  const [bands, setBands] = useState<readonly ChartBand[]>([])
  const [places, setPlaces] = useState<readonly PanePlace[]>([])
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const [away, setAway] = useState(false)
  const [menu, setMenu] = useState<MenuPlace>()
  const group = candleGroup(instrument.id, timeframe)
  const candles = useTopicStore('market.candles', group)
  const staleAge = useChartStaleAge(instrument.id, group, timeframeLength(timeframe))
  const described = useMemo(
    () =>
      settings.indicators.flatMap((setting) => {
        const description = catalog.list?.find(({ id }) => id === setting.indicator)
        return description === undefined ? [] : [{ setting, description }]
      }),
    [catalog, settings.indicators],
  )
  useEffect(() => {
    newest.current = settings
  })
  useEffect(() => {
    if (host.current === null) return undefined
    const made = linkChart({
      terminal,
      host: host.current,
      instrument,
      timeframe,
      zone,
      onHistory: (state, message) => {
        setHistory({ state, message })
      },
      onLook: (look) => {
        looks.setState({ look })
      },
      onForming: (forming) => {
        looks.setState({ forming })
      },
      onBandCounts: setCounts,
      onBands: setBands,
      onPlaces: setPlaces,
      onHeights: (heights) => {
        onChange({ ...newest.current, heights })
      },
      onAway: setAway,
      onProblem: (key, problem) => {
        setProblems((all) => (problem === undefined ? (key in all ? withoutKey(all, key) : all) : { ...all, [key]: problem }))
      },
    })
    link.current = made
    return () => {
      link.current = null
      made.end()
    }
  }, [terminal, instrument, timeframe, zone, looks, onChange])
  const { scale, volume, heights } = settings
  useEffect(() => {
    link.current?.show({
      scale,
      volume,
      heights,
      drawn: described.map(({ setting, description }) => drawnIndicator(setting, description)),
      wanted: described.map(({ setting: { key, indicator, parameters } }) => ({ key, indicator, parameters })),
    })
    // A chart made anew is shown its parts anew.
  }, [terminal, instrument, timeframe, zone, looks, onChange, scale, volume, heights, described])
  const placeOf = (key: string): PanePlace | undefined => places.find((place) => place.key === key)
  const row = ({ setting, description }: (typeof described)[number]): ReactNode => (
    <IndicatorRow
      key={setting.key}
      looks={looks}
      setting={setting}
      description={description}
      priceDecimals={instrument.priceDecimals}
      problem={problems[setting.key]}
      onChange={(change) => {
        onChange(changeIndicator(settings, setting.key, change))
      }}
      onRemove={() => {
        onChange(removeIndicator(settings, setting.key))
      }}
    />
  )
  const isBelow = ({ setting }: (typeof described)[number]): boolean =>
    setting.pane === 'own' && placeOf(setting.key) !== undefined
  const last = useStore(candles, (state) => state.updatedAt > 0)
  const openMenu = (event: MouseEvent<HTMLElement>): void => {
    // By key there is no pointer: then the newest price is meant.
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top
    setMenu(event.button < 0 ? link.current?.atNewest() : link.current?.under(y))
  }
  return (
    <>
      <ChartToolbar symbol={instrument.symbol} settings={settings} catalog={catalog} onChange={onChange} />
      <PanelContent topic="market.candles" filter={group} what="candles" staleAge={staleAge} keep>
        <ChartMenu
          instrument={instrument}
          place={menu}
          onNewest={() => {
            link.current?.showNewest()
          }}
        >
          <div
            className="surface chart"
            ref={host}
            tabIndex={0}
            data-testid="chart"
            data-history={history.state}
            data-live={last}
            role="figure"
            aria-label={`${instrument.symbol} candles of ${timeframe}. The menu key offers orders and protection at a price.`}
            onContextMenu={openMenu}
          />
        </ChartMenu>
        <div className="chart-legend" style={{ maxHeight: placeOf('price')?.height }}>
          <ReadoutLine looks={looks} zone={zone} instrument={instrument} />
          {described.filter((each) => !isBelow(each)).map(row)}
          <BandNote counts={counts} bands={bands} />
        </div>
        {described.filter(isBelow).map((each) => (
          <div key={each.setting.key} className="chart-legend below" style={{ top: placeOf(each.setting.key)?.top }}>
            {row(each)}
          </div>
        ))}
        {away ? (
          <button
            type="button"
            className="btn small icon chart-newest"
            aria-label="Go to the newest bar"
            title="Go to the newest bar"
            onClick={() => {
              link.current?.showNewest()
            }}
          >
            <ArrowRightToLine size={12} aria-hidden />
          </button>
        ) : null}
        {history.state === 'loading' ? <Loading what="history" /> : null}
        {history.state === 'error' ? (
          <div className="panel-notice error chart-history" role="status">
            Older bars could not be read ({history.message}); they are asked for again, and live bars arrive.
          </div>
        ) : null}
      </PanelContent>
    </>
  )
}

export function ChartPanel(): ReactNode {
  const instrument = useInstrument(useSelected())
  const [settings, setSettings] = usePanelState('chart', parseChartSettings)
  return (
    <div className="panel chart-panel">
      {instrument === undefined ? (
        <PanelMessage icon={<Crosshair size={18} strokeWidth={1.5} aria-hidden />} title="No instrument yet">
          It appears when the feed has listed its markets.
        </PanelMessage>
      ) : (
        <ChartBody instrument={instrument} settings={settings} onChange={setSettings} />
      )}
    </div>
  )
}
