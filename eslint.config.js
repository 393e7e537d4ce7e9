import tseslint from 'typescript-eslint';

const emptyCatch = {
  selector: 'CatchClause > BlockStatement[body.length=0]',
  message: 'Handle the error, or return what the caller can use.',
};

/** The collector of Node 20 takes each such object for a lasting one: 130 kB a second in a pole that plays live. */
const growingSpread = {
  selector: 'ObjectExpression[properties.length>1] > SpreadElement.properties:first-child',
  message: 'Where packets and blocks pass, a spread comes last: docs/internals/output.md, "Memory".',
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**'] },
  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-restricted-syntax': ['error', emptyCatch],
      'no-empty': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
      'no-unreachable': 'error',
      'no-self-assign': 'error',
      'no-dupe-keys': 'error',
      'no-unsafe-finally': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-loss-of-precision': 'error',
      'no-eval': 'error',
      'max-depth': ['error', 4],
      complexity: ['error', 15],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: ['**/vite.config.ts', 'vitest.config.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A port's method is asynchronous although one stand-in needs no await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Settings files of the tools belong to no TypeScript project.
    files: ['**/vite.config.ts', 'vitest.config.ts'],
    extends: [tseslint.configs.recommended],
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'no-unused-vars': 'error', 'max-lines': ['error', 300] },
  },
  {
    files: ['edge-agent/src/{receive,output}/*.ts'],
    ignores: ['**/*.test.ts', '**/fake-*.ts'],
    rules: { 'no-restricted-syntax': ['error', emptyCatch, growingSpread] },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'test/**/*.ts'],
    rules: { 'max-lines': ['error', 500] },
  },
);
