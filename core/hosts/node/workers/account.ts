import { serveTasks } from '../../../adapters/system/index.ts'
import { type AccountQuestion, type AccountPlace, answerAccount } from '../account-questions.ts'

/** Reads the journal for the gateway on a thread of its own: a long one takes seconds, and no price waits for it. */
serveTasks<AccountPlace, AccountQuestion, unknown>((place) => (question) => answerAccount(place, question))
