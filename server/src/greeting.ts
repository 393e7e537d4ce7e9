/** What stands on the terminal once the server can be used: Vietnamese first, then English. */
export function greeting({ url, setupCode }: { url: string; setupCode: string | null }): string {
  const first =
    setupCode === null
      ? []
      : [
          '',
          `Mã thiết lập quản trị viên đầu tiên: ${setupCode}`,
          `Set-up code for the first administrator: ${setupCode}`,
        ];
  const lines = [
    `Loa đang chạy. Mở trình duyệt tại: ${url}`,
    `Loa is running. Open in a browser: ${url}`,
    ...first,
  ];
  return `\n${lines.join('\n')}\n\n`;
}
