import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

/** The one accent: a deep blue-green that keeps 4.5 : 1 against white from shade 6 on. */
const accent: MantineColorsTuple = [
  ...(['#e6f4f2', '#c9e6e2', '#9fd3cd', '#6fbdb5', '#45a89e'] as const),
  ...(['#24968c', '#0e7a72', '#0a6c66', '#075a55', '#044844'] as const),
];

/** Only for emergency, and for the moment in which something is lost for good. */
const alarm: MantineColorsTuple = [
  ...(['#fdecee', '#f9d0d5', '#f2a3ac', '#ea7280', '#e14a5c'] as const),
  ...(['#d82f45', '#c4152f', '#b01028', '#950c20', '#7a0818'] as const),
];

const ours = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-hover': 'var(--surface-sunk)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--surface-sunk)',
  '--mantine-color-disabled-color': 'var(--ink-soft)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-error': 'var(--alarm)',
  '--mantine-color-anchor': 'var(--accent)',
};

/** Mantine's own colours are those of `look.css`, in both schemes. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours });

export const theme = createTheme({
  colors: { accent, alarm },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "'Be Vietnam Pro', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, Menlo, Consolas, monospace',
  headings: { fontFamily: "'Be Vietnam Pro', system-ui, sans-serif", fontWeight: '600' },
  // Nothing on these screens is smaller than 16 px: they are read outdoors, at night and in the rain.
  fontSizes: { xs: '1rem', sm: '1rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
});
