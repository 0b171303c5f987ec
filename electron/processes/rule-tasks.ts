import { runRuleThread } from '../../core/services/research/index.ts'

runRuleThread()
