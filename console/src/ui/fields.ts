/** Mantine's form controls with the style sheets they need; screens with forms load them, the first screen does not. */
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import '@mantine/core/styles/Slider.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/Progress.layer.css';

export {
  ActionIcon,
  Checkbox,
  NativeSelect,
  PasswordInput,
  Progress,
  Radio,
  SegmentedControl,
  Slider,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
