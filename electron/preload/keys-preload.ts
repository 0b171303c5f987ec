import { ipcRenderer } from 'electron'

/** Reads the form of the page that asks for keys and hands it to the main process; the page itself has no script. */

interface Answer {
  readonly ok: boolean
  readonly message: string
}

const show = (id: string, text: string): void => {
  const element = document.getElementById(id)
  if (element !== null) element.textContent = text
}

window.addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('form')
  if (form === null) return
  ipcRenderer.invoke('keys:backend').then(
    (answer: Answer) => {
      show('backend', answer.message)
      form.hidden = !answer.ok
    },
    (error: unknown) => {
      show('backend', String(error))
    },
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(form))
    // Nothing secret stays in the page longer than it takes to hand it over.
    form.reset()
    ipcRenderer.invoke('keys:submit', given).then(
      ({ message }: Answer) => {
        show('outcome', message)
      },
      () => {
        show('outcome', 'They were not kept; look at the log.')
      },
    )
  })
})
