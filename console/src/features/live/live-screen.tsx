import { LiveDesk } from './live-desk.tsx';

export default function LiveScreen() {
  return <LiveDesk key="live" isEmergency={false} />;
}
