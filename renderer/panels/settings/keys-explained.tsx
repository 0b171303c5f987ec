import { Check, CircleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'

interface Permission {
  readonly name: string
  readonly why: string
}

const GRANT: readonly Permission[] = [
  { name: 'Read', why: 'balances, orders and trades; the gate stays shut without it' },
  { name: 'Spot trading', why: 'orders and cancels on spot; the gate stays shut without it' },
]
const REFUSE: readonly Permission[] = [
  { name: 'Withdraw', why: 'a key that can withdraw is refused, whatever else it may do' },
  { name: 'Transfer', why: 'a key that can move funds to other accounts is refused' },
  { name: 'Margin, futures, loans', why: 'Sentinel trades on spot only and needs none of them' },
]

const ADD = 'npm run -s sentinel -- keys add --exchange binance --id main --data DATA'
const SERVE = 'npm run -s sentinel -- serve --config FILE --keys main --data DATA'
const REMOVE = 'npm run -s sentinel -- keys remove --id main --data DATA'

function Permissions({ title, list, granted }: { title: string; list: readonly Permission[]; granted: boolean }): ReactNode {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {list.map(({ name, why }) => (
          <li key={name} data-granted={granted}>
            {granted ? <Check size={12} aria-hidden /> : <X size={12} aria-hidden />}
            <b>{name}</b>
            <span>{why}</span>
          </li>
        ))}
        {granted ? (
          <li data-granted="advised">
            <CircleAlert size={12} aria-hidden />
            <b>Your address only</b>
            <span>
              list this machine&apos;s IP address at the exchange; a key that works from anywhere is a warning at the gate
            </span>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

const Command = ({ text }: { readonly text: string }): ReactNode => <code className="keys-command selectable">{text}</code>

/** How exchange keys come in, what they may do, where they lie and how they go. Nothing here takes one. */
export function KeysExplained(): ReactNode {
  return (
    <div className="keys-explained" data-testid="keys-explained">
      <p>
        This page never asks for a key, and no key ever reaches it: keys go to the live trader alone, in a process of its own.
        Without them everything works on paper. Only Binance spot can be traded live.
      </p>
      <Permissions title="Grant at the exchange" list={GRANT} granted />
      <Permissions title="Leave off" list={REFUSE} granted={false} />
      <section aria-label="Put them in">
        <h3>Put them in</h3>
        <p>
          In the desktop app: the menu <b>Exchange keys…</b> opens a window of its own, which also removes them; the system&apos;s
          keychain seals them.
        </p>
        <p>Headless, in a terminal on the machine that trades; key and secret are asked for and not shown:</p>
        <Command text={ADD} />
        <p>
          They are kept in <b>keystore.json</b> in the data folder, encrypted under a passphrase of yours (scrypt, AES-256-GCM).
          Then start with them; the passphrase is asked for:
        </p>
        <Command text={SERVE} />
      </section>
      <section aria-label="Take them back">
        <h3>Take them back</h3>
        <p>
          Delete the key at the exchange: that ends it at once, everywhere. Stops that rest at the exchange stay; nothing else
          watches your positions then. Here:
        </p>
        <Command text={REMOVE} />
      </section>
    </div>
  )
}
