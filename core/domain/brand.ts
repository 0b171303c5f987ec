/** A nominal type: a value of `Base` that only its own constructor may produce. */
declare const unit: unique symbol

export type Brand<Base, Name extends string> = Base & { readonly [unit]: Name }
