import { runRuleThread } from '../../../services/research/index.ts'

runRuleThread()
