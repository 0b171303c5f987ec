import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { returnFocus } from '../ui/index.ts'
import { NAME_LENGTH } from './layout-file.ts'
import { type Naming, naming } from './naming.ts'

const close = (): void => {
  naming.setState({ asked: undefined })
}

function NameForm({ asked }: { readonly asked: Naming }): ReactNode {
  const [name, setName] = useState(asked.name)
  const [problem, setProblem] = useState('')
  return (
    <form
      className="name-form"
      onSubmit={(event) => {
        event.preventDefault()
        const refused = asked.save(name.trim())
        if (refused === '') close()
        else setProblem(refused)
      }}
    >
      <input
        className="input"
        aria-label="Name"
        aria-invalid={problem !== ''}
        aria-describedby="name-problem"
        data-testid="name-input"
        maxLength={NAME_LENGTH}
        autoFocus
        value={name}
        onFocus={(event) => {
          event.target.select()
        }}
        onChange={(event) => {
          setName(event.target.value)
          setProblem('')
        }}
      />
      <p id="name-problem" className="danger" role="alert">
        {problem}
      </p>
      <div className="name-buttons">
        <button type="button" className="btn" onClick={close}>
          Leave it
        </button>
        <button type="submit" className="btn" data-on="true" data-testid="name-save">
          Keep the name
        </button>
      </div>
    </form>
  )
}

export function NameDialog(): ReactNode {
  const asked = useStore(naming, (state) => state.asked)
  return (
    <Dialog.Root
      open={asked !== undefined}
      onOpenChange={(open) => {
        if (!open) close()
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content
          className="dialog narrow"
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          data-testid="naming"
        >
          <Dialog.Title asChild>
            <h2>{asked?.title ?? ''}</h2>
          </Dialog.Title>
          {asked === undefined ? null : <NameForm asked={asked} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
