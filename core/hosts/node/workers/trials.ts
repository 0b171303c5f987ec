import { runTrialThread } from '../../../services/research/index.ts'

runTrialThread()
