import { ipcRenderer } from 'electron'

/** Reads the forms of the page that asks for keys and hands them to the main process; the page itself has no script. */

interface Answer {
  readonly ok: boolean
  readonly message: string
  /** Names of the keys that are kept. */
  readonly names?: readonly string[]
}

const show = (id: string, text: string): void => {
  const element = document.getElementById(id)
  if (element !== null) element.textContent = text
}

const formOf = (id: string): HTMLFormElement | undefined => {
  const form = document.getElementById(id)
  return form instanceof HTMLFormElement ? form : undefined
}

function showNames(names: readonly string[]): void {
  const form = formOf('remove')
  if (form !== undefined) form.hidden = names.length === 0
  document.getElementById('kept')?.replaceChildren(...names.map((name) => new Option(name)))
}

function handOver(form: HTMLFormElement, channel: string): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(form))
    // Nothing secret stays in the page longer than it takes to hand it over.
    form.reset()
    ipcRenderer.invoke(channel, given).then(
      ({ message, names }: Answer) => {
        show('outcome', message)
        if (names !== undefined) showNames(names)
      },
      () => {
        show('outcome', 'It was not done; look at the log.')
      },
    )
  })
}

window.addEventListener('DOMContentLoaded', () => {
  const [add, remove] = [formOf('add'), formOf('remove')]
  if (add === undefined || remove === undefined) return
  handOver(add, 'keys:submit')
  handOver(remove, 'keys:remove')
  ipcRenderer.invoke('keys:backend').then(
    ({ ok, message, names }: Answer) => {
      show('backend', message)
      add.hidden = !ok
      showNames(names ?? [])
    },
    (error: unknown) => {
      show('backend', String(error))
    },
  )
})
