import { LiveDesk } from './live-desk.tsx';

export default function EmergencyScreen() {
  return <LiveDesk key="emergency" isEmergency />;
}
