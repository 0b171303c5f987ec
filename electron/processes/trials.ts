import { runTrialThread } from '../../core/services/research/index.ts'

runTrialThread()
