import { type ReactNode, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { MetricRow, Topic } from '../../core/contract/index.ts'
import { formatMillis, formatOffset, formatTime, MISSING } from '../format/index.ts'
import { useConnection, useNow, useRow, useRows, useSettings, useTerminal } from '../stores/index.ts'
import { toggleZone } from './actions.ts'
import { type ChannelHealth, channelHealth, clockBeyond, worstClock } from './channel-health.ts'

type MetricTopic = Extract<Topic, `${string}.metrics`>

interface MetricProps {
  readonly label: string
  readonly hint: string
  readonly text: string
  readonly short?: boolean
  readonly tone?: 'danger' | ''
  readonly testId?: string
}

function Metric({ label, hint, text, short, tone = '', testId }: MetricProps): ReactNode {
  return (
    <span className="metric" title={hint}>
      {label}
      <span className={short === true ? `num short ${tone}` : `num ${tone}`} data-testid={testId}>
        {text}
      </span>
    </span>
  )
}

const textOf = (metric: MetricRow | undefined): string => {
  if (metric === undefined) return MISSING
  return metric.unit === 'ms' ? formatMillis(metric.value) : String(Math.round(metric.value))
}

function ServiceMetric({ topic, name, ...rest }: Omit<MetricProps, 'text'> & { topic: MetricTopic; name: string }): ReactNode {
  return <Metric {...rest} text={textOf(useRow(topic, name))} />
}

const DOTS: Record<ChannelHealth['tone'], string> = { ok: 'dot ok', warn: 'dot warn', bad: 'dot bad', none: 'dot' }

function Connection(): ReactNode {
  const phase = useConnection((connection) => connection.phase)
  const channels = useRows('market.channels')
  const now = useNow(500)
  const health = channelHealth(channels, now)
  return (
    <span className="channels" data-testid="connection" data-phase={phase}>
      <span title="Link to the Sentinel host">
        <i className={phase === 'connected' ? 'dot ok' : phase === 'connecting' ? 'dot warn' : 'dot bad'} />
        {phase}
      </span>
      {health.map(({ channel, tone, text }) => (
        <span key={channel} title={text}>
          <i className={phase === 'connected' ? DOTS[tone] : 'dot'} />
          {channel}
        </span>
      ))}
    </span>
  )
}

/** Frames painted in the last second. */
function useFrameRate(): number {
  const [rate, setRate] = useState(0)
  useEffect(() => {
    let frames = 0
    let since = performance.now()
    let handle = 0
    const tick = (at: number): void => {
      frames += 1
      if (at - since >= 1_000) {
        setRate(Math.round((frames * 1_000) / (at - since)))
        frames = 0
        since = at
      }
      handle = requestAnimationFrame(tick)
    }
    handle = requestAnimationFrame(tick)
    return () => {
      cancelAnimationFrame(handle)
    }
  }, [])
  return rate
}

function FrameRate(): ReactNode {
  return <Metric label="fps" hint="Frames drawn in the last second" text={String(useFrameRate())} short testId="fps" />
}

function Ack(): ReactNode {
  const lastAck = useStore(useTerminal().commands.stats, (stats) => stats.lastAck)
  return (
    <Metric label="click→ack" hint="Your last action until the trader's answer" text={formatMillis(lastAck)} testId="click-ack" />
  )
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
      <ServiceMetric topic="feed.metrics" name="feed.latency" label="feed" hint="Exchange time to receive time" />
      <ServiceMetric topic="feed.metrics" name="feed.rate" label="msg/s" hint="Market messages a second" short />
      <VenueClock />
      <ServiceMetric topic="trading.metrics" name="strategy.latency" label="app→signal" hint="Market data received to signal" />
      <ServiceMetric topic="trading.metrics" name="order.latency" label="signal→order" hint="Decision to order sent" />
      <Ack />
      <ServiceMetric topic="recorder.metrics" name="recorder.queue" label="queue" hint="Rows waiting to be recorded" short />
      <LoopLag />
      <Database />
      <FrameRate />
      <WallClock />
    </footer>
  )
}
