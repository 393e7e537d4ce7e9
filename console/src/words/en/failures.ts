export const failures = {
  network: {
    what: 'The server cannot be reached.',
    next: 'Check the network of this device, then try again.',
  },
  input: {
    invalid: { what: 'A field is not right yet.', next: 'Look over the fields and send again.' },
    'not-found': {
      what: 'This does not exist any more.',
      next: 'Somebody may have deleted it just now. Reload the page.',
    },
    conflict: {
      what: 'This name or state is taken.',
      next: 'Choose another name, or reload to see what changed.',
    },
  },
  access: {
    'signed-out': { what: 'You are signed out.', next: 'Sign in again to go on.' },
    'wrong-password': {
      what: 'User name or password is wrong.',
      next: 'Check Caps Lock and the Vietnamese keyboard, then try again.',
    },
    forbidden: {
      what: 'This account may not do that.',
      next: 'Ask an administrator for the right, or to do it.',
    },
    'too-many-tries': { what: 'Too many wrong tries.', next: 'Wait a minute, then try again.' },
    'setup-code-wrong': {
      what: 'The set-up code is wrong.',
      next: 'Compare it with the server’s terminal and try again.',
    },
    'setup-done': { what: 'There is an administrator already.', next: 'Reload the page and sign in.' },
    'foreign-origin': {
      what: 'The request comes from another web site.',
      next: 'Open this page by the station’s own address.',
    },
  },
  enrol: {
    'code-wrong': {
      what: 'The enrolment code is wrong, used or expired.',
      next: 'Make a new one on the page of the pole.',
    },
    'server-unproven': {
      what: 'This server is not the one that issued the code.',
      next: 'Check the server’s address on the pole.',
    },
    'request-broken': {
      what: 'The pole’s request is damaged.',
      next: 'Run the installation command on the pole again.',
    },
  },
  media: {
    'not-audio': {
      what: 'This file is not audio that can be read.',
      next: 'Use MP3, M4A, WAV, OGG, FLAC or AMR.',
    },
    broken: { what: 'The audio is damaged or breaks off.', next: 'Export it again and upload it anew.' },
    'too-long': { what: 'The recording is longer than allowed.', next: 'Cut it into shorter parts.' },
    'too-large': { what: 'The file is larger than allowed.', next: 'Export it as MP3, or cut it.' },
    silent: {
      what: 'The file holds no sound.',
      next: 'Listen to it on your device; record it again if needed.',
    },
    'in-use': {
      what: 'A broadcast still needs this recording.',
      next: 'Cancel that broadcast first, then delete.',
    },
    'not-ready': {
      what: 'The recording is still being prepared.',
      next: 'Wait until it is ready, then try again.',
    },
  },
  storage: {
    full: {
      what: 'The server’s disk is full.',
      next: 'Delete old recordings, or ask the technician for a larger disk.',
    },
  },
  schedule: {
    'in-the-past': { what: 'The start time has passed.', next: 'Choose a time later than now.' },
    'no-clusters': { what: 'The chosen places hold no loudspeakers.', next: 'Choose more areas or poles.' },
    'already-over': {
      what: 'The broadcast has ended or was cancelled.',
      next: 'Reload the page to see its state.',
    },
  },
  live: {
    'no-microphone': {
      what: 'The microphone is not connected to the server.',
      next: 'Wait until it is back, or press “Reopen the microphone”.',
    },
    'clusters-busy': {
      what: 'A broadcast of higher precedence holds these poles.',
      next: 'Wait for its end, choose other places, or go live as an emergency if it truly is one.',
    },
    'worker-away': {
      what: 'The part of the server that carries sound is restarting.',
      next: 'Wait about 5 seconds, then try again.',
    },
  },
  message: {
    unsigned: {
      what: 'A pole refused an order without a signature.',
      next: 'Ask the technician to check the message broker.',
    },
    'bad-signature': {
      what: 'A pole refused an order with a wrong signature.',
      next: 'Tell the technician: somebody may be forging orders.',
    },
    'wrong-audience': {
      what: 'A pole got an order meant for another.',
      next: 'Ask the technician to check the message broker.',
    },
    expired: {
      what: 'A pole got an order that is too old.',
      next: 'Check the line and the clock of the pole.',
    },
    'from-the-future': {
      what: 'A pole got an order from the future.',
      next: 'Check the clocks of the server and the pole.',
    },
    replayed: {
      what: 'A pole refused an old order that was sent again.',
      next: 'If it keeps happening, tell the technician.',
    },
    malformed: {
      what: 'A message has the wrong form.',
      next: 'Update the software of the pole and the server.',
    },
    unsealable: {
      what: 'The pole cannot open the sealed part.',
      next: 'Make a new enrolment code and enrol the pole again.',
    },
  },
  audio: {
    malformed: { what: 'The audio file has the wrong format.', next: 'Export it again and upload it anew.' },
  },
  config: {
    'unknown-key': {
      what: 'The server’s configuration names something that does not exist.',
      next: 'Ask the technician to read the server’s log.',
    },
    invalid: {
      what: 'The server’s configuration holds a wrong value.',
      next: 'Ask the technician to read the server’s log.',
    },
    'keys-missing': {
      what: 'A key file of the server, on which the poles depend, is missing or cannot be read.',
      next: 'Ask the technician to restore the keys folder from the backup.',
    },
  },
  broker: {
    away: {
      what: 'The server has lost touch with the poles.',
      next: 'What is planned still plays. Tell the technician if it lasts more than 5 minutes.',
    },
  },
  server: {
    away: {
      what: 'The pole cannot call the server.',
      next: 'Check the network of the pole and the server, then try again.',
    },
  },
  internal: {
    what: 'The server has a software fault.',
    next: 'Try again; if it stays, give the technician the incident number.',
  },
};
