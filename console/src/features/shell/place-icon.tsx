import {
  IconAddressBook,
  IconBuildingBroadcastTower,
  IconCalendarEvent,
  IconHome,
  IconListDetails,
  IconMapPin,
  IconPlaylist,
} from '@tabler/icons-react';
import type { Place } from './places.ts';

const ICONS: Record<Place['name'], typeof IconHome> = {
  home: IconHome,
  schedule: IconCalendarEvent,
  library: IconPlaylist,
  clusters: IconBuildingBroadcastTower,
  areas: IconMapPin,
  accounts: IconAddressBook,
  audit: IconListDetails,
};

export function PlaceIcon({ name }: { name: Place['name'] }) {
  const Icon = ICONS[name];
  return <Icon size={24} stroke={1.75} aria-hidden />;
}
