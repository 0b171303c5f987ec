import { fileURLToPath } from 'node:url'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { boundariesRule } from './boundaries-rule.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const clockMessage = 'Time, ids and randomness come in through core/ports, so that live, replay and backtest decide alike.'
const outsideMessage = 'The pure core has no Node, no network and no console: take a port.'

const impureGlobals = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'crypto'].map((name) => ({
    name,
    message: clockMessage,
  })),
  ...['process', 'console', 'Buffer', 'fetch', 'WebSocket', 'XMLHttpRequest', 'require'].map((name) => ({
    name,
    message: outsideMessage,
  })),
]

const impureSyntax = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: clockMessage },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clockMessage },
  { selector: "CallExpression[callee.name='Date']", message: clockMessage },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: clockMessage },
  { selector: "MemberExpression[property.name='randomUUID']", message: clockMessage },
  { selector: "Identifier[name='globalThis']", message: outsideMessage },
]

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.cache/**', 'resources/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { sentinel: { rules: { boundaries: boundariesRule(root) } } },
    rules: {
      'sentinel/boundaries': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-params': ['error', 4],
      'no-empty': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',

      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // It does not see that a flag is set by a callback while the function waits.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // An async function is how a port promises; it need not wait in every implementation.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['core/**/*.ts'],
    ignores: ['core/adapters/**', 'core/hosts/**', 'core/demo/**', 'core/testing/**', 'core/bench/**', '**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-syntax': ['error', ...impureSyntax],
    },
  },
  {
    // A service may time its own work; nothing it decides depends on that.
    files: ['core/services/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...impureGlobals.filter(({ name }) => name !== 'performance')] },
  },
  {
    // Tests read parsed JSON and foreign answers on purpose; `any` may flow there, but may not be written.
    files: ['**/*.test.ts', '**/*.test.tsx', '**/*.e2e.ts', 'core/testing/**'],
    rules: {
      'max-params': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-unary-minus': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // The launchers run before Node 24 is there: whatever an old Node cannot parse is an error here.
    files: ['core/hosts/node/launch/**/*.cjs'],
    languageOptions: { ecmaVersion: 2019, sourceType: 'commonjs' },
    rules: {
      'max-lines': ['error', 400],
      'max-params': ['error', 4],
      'no-empty': 'error',
      'no-unused-vars': 'error',
      eqeqeq: 'error',
    },
  },
)
