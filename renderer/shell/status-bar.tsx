import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { MetricRow, Topic } from '../../core/contract/index.ts'
import { formatMillis, formatOffset, formatTime, MISSING } from '../format/index.ts'
import { useConnection, useNow, useRow, useRows, useSettings, useTerminal } from '../stores/index.ts'
import { toggleZone } from './actions.ts'
import { type ChannelHealth, clockBeyond, venueStreams, worstClock } from './channel-health.ts'
import { FrameTime } from './frame-time.tsx'
import { Metric, type MetricProps } from './metric.tsx'

type MetricTopic = Extract<Topic, `${string}.metrics`>

const textOf = (metric: MetricRow | undefined): string => {
  if (metric === undefined) return MISSING
  return metric.unit === 'ms' ? formatMillis(metric.value) : String(Math.round(metric.value))
}

function ServiceMetric({ topic, name, ...rest }: Omit<MetricProps, 'text'> & { topic: MetricTopic; name: string }): ReactNode {
  return <Metric {...rest} text={textOf(useRow(topic, name))} />
}

const DOTS: Record<ChannelHealth['tone'], string> = { ok: 'dot ok', warn: 'dot warn', bad: 'dot bad', none: 'dot' }

/** Above this many venues the streams are dots without their names. */
const NAMED_VENUES = 2

function Connection(): ReactNode {
  const phase = useConnection((connection) => connection.phase)
  const channels = useRows('market.channels')
  const now = useNow(500)
  const venues = venueStreams(channels, now)
  return (
    <span className="channels" data-testid="connection" data-phase={phase}>
      <span title="Link to the Sentinel host">
        <i className={phase === 'connected' ? 'dot ok' : phase === 'connecting' ? 'dot warn' : 'dot bad'} />
        {phase}
      </span>
      {venues.map(({ exchange, channels: streams }) => (
        <span key={exchange} className="venue" data-testid={`venue-${exchange}`}>
          <b title={streams.map(({ text }) => text).join('\n')}>{exchange}</b>
          {streams.map(({ channel, tone, text }) => (
            <span key={channel} title={`${exchange}, ${text}`}>
              <i className={phase === 'connected' ? DOTS[tone] : 'dot'} />
              {venues.length > NAMED_VENUES ? <span className="sr-only">{text}</span> : channel}
            </span>
          ))}
        </span>
      ))}
    </span>
  )
}

function Ack(): ReactNode {
  const lastAck = useStore(useTerminal().commands.stats, (stats) => stats.lastAck)
  return (
    <Metric label="click→ack" hint="Your last action until the trader's answer" text={formatMillis(lastAck)} testId="click-ack" />
  )
}

/** What waits: market messages before they are read, and rows before they are recorded. */
function Queues(): ReactNode {
  const feed = useRow('feed.metrics', 'feed.queue')
  const recorder = useRow('recorder.metrics', 'recorder.queue')
  const hint = `Waiting: ${textOf(feed)} market messages to be read, ${textOf(recorder)} rows to be recorded`
  const known = [feed, recorder].filter((metric) => metric !== undefined)
  const text = known.length === 0 ? MISSING : String(Math.round(known.reduce((sum, { value }) => sum + value, 0)))
  return <Metric label="queue" hint={hint} text={text} short />
}

function LoopLag(): ReactNode {
  const services = useRows('system.services')
  const worst = services.length === 0 ? undefined : Math.max(...services.map(({ loopLag }) => loopLag))
  return <Metric label="loop" hint="Worst event-loop lag (p99) of any service" text={formatMillis(worst)} />
}

function Database(): ReactNode {
  const journal = useRow('trading.metrics', 'journal.commit.p95')
  const recorder = useRow('recorder.metrics', 'recorder.commit.p95')
  const hint = `Commit time p95: journal ${textOf(journal)}, recorder ${textOf(recorder)}`
  return <Metric label="db" hint={hint} text={textOf(journal ?? recorder)} />
}

/** The venue whose clock is furthest from ours: what decides whether times can be compared at all. */
function VenueClock(): ReactNode {
  const worst = worstClock(useRows('market.channels'))
  if (worst === undefined) return <Metric label="clock" hint="No venue's clock was measured yet" text={MISSING} />
  const hint = `${worst.exchange}'s clock minus ours; entries are blocked beyond ${formatMillis(worst.clockOffsetLimit)}`
  return <Metric label="clock" hint={hint} text={formatOffset(worst.clockOffset)} tone={clockBeyond(worst) ? 'danger' : ''} />
}

function WallClock(): ReactNode {
  const terminal = useTerminal()
  const zone = useSettings((settings) => settings.zone)
  const now = useNow(1_000)
  return (
    <button
      type="button"
      className="btn ghost small"
      title="Switch between UTC and local time"
      onClick={() => {
        toggleZone(terminal)
      }}
    >
      <span className="num">{formatTime(now, zone)}</span> {zone === 'utc' ? 'UTC' : 'local'}
    </button>
  )
}

export function StatusBar(): ReactNode {
  return (
    <footer className="statusbar">
      <Connection />
      <div className="grow" />
      <ServiceMetric
        topic="feed.metrics"
        name="feed.latency"
        label="exchange→app"
        hint="From the exchange's time stamp to receipt, median of the last second; off by the clock beside it"
      />
      <ServiceMetric topic="feed.metrics" name="feed.rate" label="msg/s" hint="Market messages received a second" short />
      <VenueClock />
      <ServiceMetric
        topic="trading.metrics"
        name="strategy.latency"
        label="app→signal"
        hint="From market data received to a signal made of it, median"
      />
      <ServiceMetric
        topic="trading.metrics"
        name="order.latency"
        label="signal→order"
        hint="From an order decided until the trader has answered for it, median"
      />
      <Ack />
      <Queues />
      <LoopLag />
      <Database />
      <FrameTime />
      <WallClock />
    </footer>
  )
}
