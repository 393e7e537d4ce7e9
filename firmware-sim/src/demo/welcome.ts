import type { Credentials } from './credentials.ts';
import type { Example } from './station-setup.ts';
import { ADMINISTRATOR, TECHNICIAN, WARDS } from './wards.ts';

export interface WelcomeFacts {
  consoleUrl: string;
  listenUrl: string;
  credentials: Credentials;
  /** Null when none was planned. */
  example: Example | null;
  /** Set when the usual port was taken and another one is used. */
  otherPort: number | null;
  folder: string;
}

const WIDTH = 78;

/** What stands on the terminal when everything runs: where to go, who to be, what to try; Vietnamese, then English. */
export function welcome(facts: WelcomeFacts): string {
  const lines = [
    ...heading('LOA – truyền thanh cơ sở trên IP · bản dùng thử / demo'),
    '',
    `  Trang điều khiển / Console     ${facts.consoleUrl}`,
    `  Nghe các cụm loa / Listen      ${facts.listenUrl}`,
    '',
    '  Trình duyệt sẽ cảnh báo chứng thư tự ký: chọn "Nâng cao" rồi "Tiếp tục".',
    '  The browser warns about our own certificate: choose "Advanced", then "Proceed".',
    ...(facts.otherPort === null ? [] : portNote(facts.otherPort)),
    '',
    '  Tài khoản / Accounts',
    ...accountLines(facts.credentials),
    '',
    '  Thử xem / Try this',
    ...exampleLines(facts.example),
    '  2. Đăng nhập bằng tài khoản cán bộ, bấm "Phát trực tiếp" và nói; nghe ở trang nghe loa.',
    '     Sign in as an officer, go live, speak, and listen on the listening page.',
    '  3. Mở một cụm loa ở trang nghe, bấm "Đứt dây loa" khi đang phát: trang điều khiển sẽ báo.',
    '     Cut a horn wire while it sounds and watch the console notice.',
    '',
    `  Dữ liệu / Data: ${facts.folder}`,
    '  Dừng / Stop: Ctrl-C',
    ...heading(''),
  ];
  return `\n${lines.join('\n')}\n`;
}

function heading(text: string): string[] {
  return text === '' ? ['─'.repeat(WIDTH)] : ['─'.repeat(WIDTH), `  ${text}`, '─'.repeat(WIDTH)];
}

function portNote(port: number): string[] {
  return ['', `  Cổng 8443 đang bận nên dùng cổng ${port}. / Port 8443 was taken, so ${port} is used.`];
}

function accountLines(credentials: Credentials): string[] {
  const people = [ADMINISTRATOR, ...WARDS.map(({ officer }) => officer), TECHNICIAN];
  return people.map(({ username, displayName }) => {
    return `    ${username.padEnd(17)} ${(credentials[username] ?? '').padEnd(16)} ${displayName}`;
  });
}

function exampleLines(example: Example | null): string[] {
  if (example === null) {
    return [
      '  1. Mở "Thư viện", tải lên một bản tin và đặt giờ phát.',
      '     Open the library, upload a bulletin and plan it.',
    ];
  }
  return [
    `  1. Lúc ${timeOfDay(example.startAt)} cả sáu cụm loa sẽ phát "${example.title}".`,
    `     At ${timeOfDay(example.startAt)} all six poles will sound the example announcement.`,
  ];
}

function timeOfDay(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour12: false });
}
