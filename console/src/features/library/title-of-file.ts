/** A readable title for an uploaded file: no folder, no ending, no underscores; at most 200 characters. */
export function titleOfFile(fileName: string): string {
  const bare = fileName.replace(/^.*[\\/]/, '').replace(/\.[a-z0-9]{1,5}$/i, '');
  const title = bare.replace(/[_\s]+/g, ' ').trim();
  return (title === '' ? fileName : title).slice(0, 200);
}
