import { Download, Pencil, Trash2, Upload } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useStore } from 'zustand'
import {
  chooseLayout,
  currentLayout,
  deleteLayout,
  exportLayout,
  giveLayoutName,
  importLayout,
  savedLayouts,
  saveLayout,
} from '../../shell/layout.ts'
import { SHIPPED } from '../../shell/layout-plans.ts'
import { askName } from '../../shell/naming.ts'
import { ownWindow } from '../../shell/windows.ts'
import { type Terminal, useTerminal } from '../../stores/index.ts'
import { SettingRow } from './setting-row.tsx'

function download(name: string): void {
  const url = URL.createObjectURL(new Blob([exportLayout(name)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `sentinel-layout-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`
  link.click()
  URL.revokeObjectURL(url)
}

function LayoutRow({ name, shipped }: { readonly name: string; readonly shipped: boolean }): ReactNode {
  const current = useStore(currentLayout, (state) => state.name === name)
  return (
    <div className="layout-row" data-testid={`layout-row-${name}`}>
      <button
        type="button"
        className="btn small"
        aria-pressed={current}
        onClick={() => {
          chooseLayout(name)
        }}
      >
        Lay out
      </button>
      <b className="clip">{name}</b>
      <span className="grow dim">{shipped ? 'ships with the program' : ''}</span>
      {shipped ? null : (
        <>
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={`Rename ${name}`}
            title="Rename"
            onClick={() => {
              askName({
                title: `Name of the layout ${name}`,
                name,
                save: (next) => {
                  const named = giveLayoutName(name, next)
                  return named.ok ? '' : named.error.remedy
                },
              })
            }}
          >
            <Pencil size={11} aria-hidden />
          </button>
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={`Export ${name}`}
            title="Save as a file"
            onClick={() => {
              download(name)
            }}
          >
            <Download size={11} aria-hidden />
          </button>
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={`Delete ${name}`}
            title="Delete; what stands on the screen stays"
            onClick={() => {
              deleteLayout(name)
            }}
          >
            <Trash2 size={11} aria-hidden />
          </button>
        </>
      )}
    </div>
  )
}

function saveAs({ toasts }: Terminal): void {
  askName({
    title: 'Save what is on the screen as',
    name: '',
    save: (name) => {
      const kept = saveLayout(name)
      if (!kept.ok) return kept.error.remedy
      toasts.show({
        tone: 'ok',
        title: `Layout ${name} saved`,
        text: 'Choose it in the line at the top, here, or in the palette.',
      })
      return ''
    },
  })
}

/** Layouts of the main window: laid out, saved, renamed, deleted, and exchanged as files. */
export function Layouts(): ReactNode {
  const terminal = useTerminal()
  const names = Object.keys(useStore(savedLayouts, (state) => state.saved))
  const file = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState('')
  const read = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return
    const kept = importLayout(await chosen.text())
    setProblem(kept.ok ? '' : `${kept.error.field}: ${kept.error.value}: ${kept.error.remedy}`)
    if (kept.ok) terminal.toasts.show({ tone: 'ok', title: `Layout ${kept.value} imported`, text: 'It is laid out now.' })
  }
  if (ownWindow !== '')
    return <p className="setting-lead">Layouts are of the main window; this one keeps its own arrangement by itself.</p>
  return (
    <>
      {[...SHIPPED, ...names].map((name) => (
        <LayoutRow key={name} name={name} shipped={!names.includes(name)} />
      ))}
      <SettingRow
        name="Keep or exchange"
        about="A file holds where panels stand and what their tabs are called; no keys, no markets, no amounts."
      >
        <button
          type="button"
          className="btn small"
          data-testid="layout-save"
          onClick={() => {
            saveAs(terminal)
          }}
        >
          Save what is on the screen…
        </button>
        <button type="button" className="btn small" data-testid="layout-import" onClick={() => file.current?.click()}>
          <Upload size={10} aria-hidden /> Import a file…
        </button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          className="sr-only"
          aria-label="Layout file"
          tabIndex={-1}
          data-testid="layout-file"
          onChange={(event) => {
            void read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </SettingRow>
      <p className="danger" role="alert" data-testid="layout-problem">
        {problem}
      </p>
    </>
  )
}
