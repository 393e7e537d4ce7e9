/** Mantine's form controls with the style sheets they need; screens with forms load them, the first screen does not. */
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import '@mantine/core/styles/Slider.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/Progress.layer.css';

export {
  Checkbox,
  NativeSelect,
  Progress,
  Radio,
  SegmentedControl,
  Slider,
  Switch,
  Textarea,
} from '@mantine/core';

export { PasswordInput, TextInput } from './text-fields.ts';
