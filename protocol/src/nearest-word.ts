/** The known word that takes the fewest changes of letters; the first of equals. Empty when none is known. */
export function nearest(word: string, known: readonly string[]): string {
  const [first = ''] = [...known].sort((a, b) => distance(word, a) - distance(word, b));
  return first;
}

/** Levenshtein's distance without regard to upper and lower case. */
function distance(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
