/** The two fields of the first screen, with no more style sheets than they need. */
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';

export { PasswordInput, TextInput } from '@mantine/core';
