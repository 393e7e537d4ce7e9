export const problems = {
  offline: {
    what: 'Not connected',
    cause:
      'No mains, the SIM card is used up, or the line is cut. What is planned still plays if the pole has power.',
    next: 'Ask somebody nearby whether the pole has power; check the SIM card; after an hour, visit it and check supply and modem.',
  },
  'clock-unknown': {
    what: 'Does not know the time',
    cause:
      'It could not ask for the time since it started, or not for 24 hours. It starts no schedule, so as not to play at a wrong hour; live and emergencies work.',
    next: 'Check the network. Once it is there, the clock is right within a minute. If it happens often, give the pole a time server (NTP) of its own.',
  },
  'output-away': {
    what: 'The sound output cannot be opened',
    cause: 'The sound card is unplugged, loose, or held by another program.',
    next: 'Plug the USB sound card in again; see “aplay -l”; restart the pole.',
  },
  'amplifier-away': {
    what: 'The amplifier does not answer',
    cause: 'It has no power, or the RS-485 cable is loose.',
    next: 'Check fuse and supply of the amplifier, then the RS-485 cable (A and B may be swapped).',
  },
  'amplifier-silent': {
    what: 'Plays, but no sound comes out',
    cause:
      'No current was measured at the amplifier while playing: a cut cable, a burnt horn, or a broken amplifier.',
    next: 'Measure the resistance of the horn line; check the terminals and the amplifier’s volume knob; play a test.',
  },
  'disk-full': {
    what: 'The pole’s storage is full',
    cause: 'The memory card is full and takes no more bulletins.',
    next: 'Fit a larger card or delete old logs. New broadcasts may not reach this pole.',
  },
  'media-missing': {
    what: 'Bulletins are not all copied yet',
    cause: 'The line is weak; what comes next has not been fetched completely.',
    next: 'Check the 4G signal. It goes on fetching by itself; if it is still missing shortly before, go live instead.',
  },
  'media-flow-silent': {
    what: 'Receives no sound',
    cause: 'A firewall or the operator blocks UDP between pole and server.',
    next: 'Check that the server’s UDP port is open; try another SIM card or line.',
  },
  'server-away': {
    what: 'Cannot call the server',
    cause: 'The pole has a line, but the server’s pages cannot be opened.',
    next: 'Check the server’s name, HTTPS port and certificate.',
  },
  hot: {
    what: 'Too hot ({{value}} °C)',
    cause: 'Sun on the box, a broken fan or covered vents.',
    next: 'Check fan and vents; shade the box.',
  },
};
