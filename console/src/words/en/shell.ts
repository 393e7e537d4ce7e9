export const shell = {
  product: 'Loa',
  station: 'Community radio',
  skip: 'Skip to content',
  mainMenu: 'Main menu',
  home: 'Home',
  live: 'Go live',
  emergency: 'EMERGENCY',
  schedule: 'Schedule',
  library: 'Bulletin library',
  clusters: 'Loudspeakers',
  areas: 'Areas and zones',
  accounts: 'Accounts',
  audit: 'Activity record',
  menu: 'More',
  settings: 'Settings, sign out',
  signOut: 'Sign out',
  language: 'Language',
  appearance: 'Appearance',
  appearances: { auto: 'Automatic', light: 'Light', dark: 'Dark' },
  stale: 'No connection to the server — figures from {{time}}',
  staleNext: 'Reconnecting by itself. The poles keep playing the schedule they hold.',
  onAir: 'On air',
  onAirEmergency: 'EMERGENCY ON AIR',
  backToLive: 'Open the broadcast',
  loading: 'Loading…',
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  retry: 'Try again',
  edit: 'Edit',
  remove: 'Delete',
  saved: 'Saved.',
  all: 'All',
  none: 'None',
  unknown: 'Not known yet',
  yes: 'Yes',
  no: 'No',
};

export const ages = {
  now: 'just now',
  seconds: '{{count}} seconds ago',
  seconds_one: '{{count}} second ago',
  minutes: '{{count}} minutes ago',
  minutes_one: '{{count}} minute ago',
  hours: '{{count}} hours ago',
  hours_one: '{{count}} hour ago',
  days: '{{count}} days ago',
  days_one: '{{count}} day ago',
};

export const spans = {
  now: 'now',
  seconds: 'in {{count}} seconds',
  seconds_one: 'in {{count}} second',
  minutes: 'in {{count}} minutes',
  minutes_one: 'in {{count}} minute',
  hours: 'in {{count}} hours',
  hours_one: 'in {{count}} hour',
  days: 'in {{count}} days',
  days_one: 'in {{count}} day',
};

export const days = { yesterday: 'Yesterday', today: 'Today', tomorrow: 'Tomorrow' };

export const terms = {
  classes: { emergency: 'Emergency', priority: 'Priority', normal: 'Normal' },
  ranks: { nation: 'Nation', province: 'Province', commune: 'Commune or ward', hamlet: 'Hamlet' },
  roles: { administrator: 'Administrator', officer: 'Officer', technician: 'Technician' },
  poles: '{{count}} poles',
  poles_one: '{{count}} pole',
  live: 'live',
  stored: 'bulletin',
};

export const trouble = {
  notFound: 'There is no such page',
  notFoundText: 'The address may be mistyped, or what it showed was deleted.',
  goHome: 'Go to the home page',
  broken: 'This page has failed',
  brokenText:
    'The fault is ours, not yours. Loudspeakers and schedule are not affected. Please reload the page.',
  reload: 'Reload the page',
  requestId: 'Number of this incident for your technician: {{id}}',
};
