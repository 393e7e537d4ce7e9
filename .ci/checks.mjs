const tool = (file, options) => [`node_modules/${file}`, ...options.split(' ')];

/** Every check: its name and what Node runs for it. The long ones come first, so that two at a time end early. */
export const checks = {
  lint: tool(
    'eslint/bin/eslint.js',
    '. --max-warnings 0 --cache --cache-strategy content --cache-location node_modules/.cache/eslint',
  ),
  types: tool('typescript/bin/tsc', '-b'),
  unit: tool('vitest/vitest.mjs', 'run --project unit'),
  format: tool('prettier/bin/prettier.cjs', '--check . --log-level warn --cache --cache-strategy content'),
  architecture: tool('vitest/vitest.mjs', 'run --project architecture'),
};

/** The checks that were asked for by name, in the order of the table; all when none was. */
export function chosenChecks(names) {
  const unknown = names.find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined)
    throw new Error(`"${unknown}" is no check; there are: ${Object.keys(checks).join(', ')}`);
  return Object.keys(checks).filter((name) => names.length === 0 || names.includes(name));
}
