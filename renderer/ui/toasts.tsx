import { CheckCircle2, Info, OctagonAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { type Toast, useTerminal } from '../stores/index.ts'

const ICONS = { ok: CheckCircle2, error: OctagonAlert, info: Info } as const

function ToastView({ toast }: { readonly toast: Toast }): ReactNode {
  const { toasts } = useTerminal()
  const Icon = ICONS[toast.tone]
  const { action } = toast
  const dismiss = (): void => {
    toasts.dismiss(toast.id)
  }
  return (
    <div className={`toast ${toast.tone}`} role={toast.tone === 'error' ? 'alert' : 'status'} data-testid={`toast-${toast.tone}`}>
      <Icon size={14} aria-hidden />
      <div className="toast-text selectable">
        <b>{toast.title}</b>
        <span>{toast.text}</span>
      </div>
      {action === undefined ? null : (
        <button
          type="button"
          className="btn small"
          onClick={() => {
            action.run()
            dismiss()
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="btn ghost small icon" aria-label="Dismiss" onClick={dismiss}>
        <X size={11} aria-hidden />
      </button>
    </div>
  )
}

export function ToastStack(): ReactNode {
  const list = useStore(useTerminal().toasts.store, ({ toasts }) => toasts)
  return (
    <div className="toasts" aria-live="polite">
      {list.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </div>
  )
}
